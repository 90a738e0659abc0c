import fc from 'fast-check'

const words = (text: string): string[] => text.split(' ')
const product = <A, B>(as: readonly A[], bs: readonly B[]): [A, B][] => as.flatMap((a) => bs.map((b): [A, B] => [a, b]))

const TAGS = words(
  'img svg body video audio iframe input details marquee object embed a math select textarea button form isindex x-y ' +
    'blockquote p figure table q span',
)
const HANDLERS = [
  'onerror',
  'onload',
  'onclick',
  'autofocus onfocus',
  'open ontoggle',
  'onbegin',
  'onmouseover',
  'onanimationstart',
  'onpointerrawupdate',
  'onafterscriptexecute',
]
/** How an attribute may be written so that a filter misses it and a browser does not. */
const SPELLINGS: readonly ((tag: string, handler: string) => string)[] = [
  (tag, on) => `<${tag} src=x ${on}=alert(1)>`,
  (tag, on) => `<${tag}/src="x"/${on}="alert(1)">`,
  (tag, on) => `<${tag}\n${on.toUpperCase()}\t=\f'alert(1)'>`,
  (tag, on) => `<${tag} x="'>" ${on}=&#97;lert(1) `,
  (tag, on) => `"><${tag} src=x:x ${on}='alert(1)'//`,
  (tag, on) => `<${tag.toUpperCase()} \u0000${on}\u0000=alert(1)>`,
  (tag, on) => `<<${tag} "${on}=alert(1)" ${on}=\`alert(1)\`>`,
  (tag, on) => `<${tag} alt="<img src=x ${on}=alert(1)>" class='"${on}="alert(1)'>`,
]
const handlers = product(product(TAGS, HANDLERS), SPELLINGS).map(([[tag, on], spell]) => spell(tag, on))

const PLACES: readonly ((address: string) => string)[] = [
  (address) => `<a href="${address}">x</a>`,
  (address) => `<a href=${address}>x</a>`,
  (address) => `<a href='${address}' href="https://e.example">x</a>`,
  (address) => `<area href="${address}">`,
  (address) => `<img src="${address}">`,
  (address) => `<img srcset="${address} 1x, ${address} 2x">`,
  (address) => `<img data-src="${address}" src="https://e.example/i.jpg">`,
  (address) => `<picture><source srcset="${address}"><img src="${address}"></picture>`,
  (address) => `<iframe src="${address}"></iframe>`,
  (address) => `<form action="${address}"><button formaction="${address}">x</button></form>`,
  (address) => `<object data="${address}"></object>`,
  (address) => `<embed src="${address}">`,
  (address) => `<link rel=stylesheet href="${address}">`,
  (address) => `<base href="${address}//"><a href="x">x</a>`,
  (address) => `<video poster="${address}"><track src="${address}"></video>`,
  (address) => `<body background="${address}">`,
  (address) => `<svg><use xlink:href="${address}#x"></use><a xlink:href="${address}"><text>x</text></a></svg>`,
  (address) => `<svg><animate attributeName=href values="${address}"></svg>`,
  (address) => `<math href="${address}"><mtext>x</mtext></math>`,
  (address) => `<blockquote class="twitter-tweet" cite="${address}">x<a href="${address}">y</a></blockquote>`,
  (address) => `<meta http-equiv=refresh content="0;url=${address}">`,
  (address) => `<div style="background:url(${address});behavior:url(${address})">x</div>`,
]
const ADDRESSES = [
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java\tscript:alert(1)',
  'java\nscript:alert(1)',
  'java\r\nscript:alert(1)',
  'java&#10;script:alert(1)',
  'java&Tab;script:alert(1)',
  'java&NewLine;script:alert(1)',
  '&#106;avascript:alert(1)',
  '&#x6A;avascript&#x3a;alert(1)',
  '&#0000106avascript:alert(1)',
  'javascript&colon;alert(1)',
  'javascript&amp;colon;alert(1)',
  '\u0001javascript:alert(1)',
  ' \u00A0javascript:alert(1)',
  'java\u0000script:alert(1)',
  'java\u200Bscript:alert(1)',
  '\u202Ejavascript:alert(1)',
  'javascript\uFF1Aalert(1)',
  '%6aavascript:alert(1)',
  '\\javascript:alert(1)',
  'javascript://https://e.example/%0aalert(1)',
  'feed:javascript:alert(1)',
  'view-source:javascript:alert(1)',
  'vbscript:msgbox(1)',
  'livescript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==',
  'data:image/svg+xml,<svg/onload=alert(1)>',
  'da&#x74;a:text/html,x',
  'blob:https://e.example/x',
  'file:///etc/passwd',
  'https://user:word@e.example/',
  `javascript:${'a'.repeat(5_000)}`,
  'https://e.example/"onmouseover="alert(1)',
  "https://e.example/'><script>alert(1)</script>",
  'https://e.example/&quot;&gt;&lt;script&gt;alert(1)',
]
const addresses = product(PLACES, ADDRESSES).map(([place, address]) => place(address))

/** Elements in which a parser changes its rules: what is text to one is markup to the next. */
const NESTS = words(
  'svg math noscript template select table plaintext xmp style title textarea iframe noembed noframes mtext mglyph desc ' +
    'foreignObject form caption option script button annotation-xml ul p blockquote figcaption a',
)
const CORES: readonly ((outer: string, inner: string) => string)[] = [
  (outer, inner) => `<${outer}><${inner}><img src=x onerror=alert(1)></${inner}></${outer}>`,
  (outer, inner) => `<${outer}><${inner}></${outer}><img src=x onerror=alert(1)>`,
  (outer, inner) => `<${outer}><p title="</${outer}><${inner}><img src=x onerror=alert(1)>">x`,
  (outer, inner) => `<${outer}><!--</${inner}><img title="--><svg onload=alert(1)>"></${outer}>`,
]
const nests = product(product(NESTS, NESTS), CORES).map(([[outer, inner], core]) => core(outer, inner))

const OTHERS = [
  '<![CDATA[<img src=x onerror=alert(1)>]]>',
  '<svg><![CDATA[</svg><img src=x onerror=alert(1)>]]>',
  '<!--><img src=x onerror=alert(1)>-->',
  '<!--!><img src=x onerror=alert(1)>',
  '<!-- --!><img src=x onerror=alert(1)> -->',
  '<?xml ><img src=x onerror=alert(1)>?>',
  '<!ENTITY x "<script>alert(1)</script>">&x;',
  '<scr<script>ipt>alert(1)</scr</script>ipt>',
  '<script\u0000>alert(1)</script>',
  '<script/x>alert(1)</script ',
  '</script><script>alert(1)',
  '<style>@import "javascript:alert(1)";</style>',
  '<style>*{xss:expression(alert(1))}</style>',
  '<p style="xss:expr/**/ession(alert(1))">x',
  '<p style="-moz-binding:url(https://e.example/x)">x',
  '<iframe srcdoc="&lt;script&gt;alert(1)&lt;/script&gt;"></iframe>',
  '<object><param name=movie value="javascript:alert(1)"></object>',
  '<meta charset=utf-7>+ADw-script+AD4-alert(1)+ADw-/script+AD4-',
  '<template><script>alert(1)</script></template>',
  '<form id=x></form><button form=x formaction="javascript:alert(1)">x',
  '<form><input name=attributes><input name=innerHTML>',
  '<a id=x><a id=x name=y href=https://e.example>x',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
  '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
  '<select><noscript></select><img src=x onerror=alert(1)>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<img src="x` `<script>alert(1)</script>"` `>',
  "<img src=x' onerror='alert(1)' alt='",
  '<p lang=\'"><script>alert(1)</script>\' dir="javascript:">x',
  '<blockquote class="twitter-tweet" cite="https://e.example/&quot;onclick=&quot;alert(1)">x</blockquote>',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '&amp;lt;img src=x onerror=alert(1)&amp;gt;',
  '%3Cscript%3Ealert(1)%3C/script%3E',
  '\\u003cscript\\u003ealert(1)',
  '＜script＞alert(1)＜/script＞',
  '<img src=x onerror=alert(1)//',
  '<a href="https://e.example"onclick="alert(1)">x</a>',
  `<a ${'x'.repeat(100_000)} href=javascript:alert(1)>x</a>`,
  `<p ${'a=b '.repeat(5_000)}onclick=alert(1)>x</p>`,
  `${'<b>'.repeat(500)}<img src=x onerror=alert(1)>`,
  `${'<div>'.repeat(500)}<svg onload=alert(1)>`,
  `${'<svg>'.repeat(500)}<style><img src=x onerror=alert(1)>`,
  '[x](javascript:alert(1)) ![x](javascript:alert(1) "x")',
  '[x]: javascript:alert(1)\n\n[x] <javascript:alert(1)>',
  '`<script>alert(1)</script>` ~~~ <script>alert(1)</script>',
  '<p>[x]</p><p>(javascript:alert(1))</p>',
  '<a href="https://e.example/)[x](javascript:alert(1)">x</a>',
  '<a href="https://e.example">](javascript:alert(1)) [</a>',
  '<img src="https://e.example/i.jpg" alt="](x) [y](javascript:alert(1)) ![">',
]
const BREAKOUTS = words(
  `" ' "> '> --> </p> </title> </style> </textarea> </script> ]]> </noscript> </xmp> </svg> </math> <!-- <![CDATA[ <x`,
)
const outbreaks = product(
  BREAKOUTS,
  OTHERS.filter((html) => html.length < 1_000),
).map(([before, html]) => before + html)

/** Distinct attempts to bring a program into a page, made by rule: elements, handlers, schemes, nestings and spellings combined. */
export const HOSTILE_HTML: readonly string[] = [
  ...new Set([...handlers, ...addresses, ...nests, ...OTHERS, ...outbreaks]),
]

const short = HOSTILE_HTML.filter((html) => html.length < 2_000)
const junk = fc.constantFrom(
  ...words(`< > " ' / = & ; <!-- --> \u0000 &# &#x3c; &lt; </ \u00A0 \u200F </p> <p> <svg> </svg> <style> ]]>`),
  ' ',
  '\n',
)

/** Attempts cut, joined and sprinkled with signs that change how they are read. */
export const mutatedHtml: fc.Arbitrary<string> = fc
  .array(fc.tuple(fc.constantFrom(...short), fc.nat(200), fc.nat(60), junk), { minLength: 1, maxLength: 3 })
  .map((parts) =>
    parts
      .map(([html, at, length, sign]) => html.slice(0, at) + sign + html.slice(at + (length % 3 === 0 ? 0 : length)))
      .join(''),
  )
