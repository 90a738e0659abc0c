import fc from 'fast-check'

const TAGS =
  'p div b strong i em a img br ul ol li blockquote figure figcaption h1 h2 h3 table tbody tr td th script style svg math ' +
  'iframe form input noscript span section article cite q sub code xmp textarea title plaintext template x-y svg:script'
const ATTRIBUTES = [
  ' href="javascript:alert(1)"',
  ' href="/a?b=1&amp;c=2#d"',
  " href='java\nscript:alert(1)'",
  ' href=//e.example/x',
  ' src=x onerror=alert(1)',
  ' src="https://e.example/i.jpg" alt="وصف &quot;&gt;<b>"',
  ' src="data:text/html,<script>alert(1)</script>"',
  ' onclick="alert(1)"',
  ' style="background:url(javascript:alert(1))"',
  ' class="twitter-tweet x"',
  ' class=instagram-media cite="javascript:x"',
  ' lang="en" dir=LTR',
  ' lang="\u0338"',
  ' __proto__=x constructor=y',
  ' "<',
]
const TEXTS = [
  'كلمة ',
  ' the words of a man ',
  '\u0338',
  'e\u200e\u0301',
  '&lt;script&gt;',
  '&#x200f;&nbsp;',
  '<',
  '&',
  '>',
  '"',
  '\n\n',
  '— Name (@name) October 2, 2023',
  '<!-- x -->',
  '<![CDATA[y]]>',
  '<!doctype html>',
  '</p>',
  '</div>',
  '\u0000',
  '\ud800',
]

const tag = fc.constantFrom(...TAGS.split(' '))
const piece = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(tag, fc.constantFrom('', ...ATTRIBUTES)).map(([name, more]) => `<${name}${more}>`) },
  { weight: 2, arbitrary: tag.map((name) => `</${name}>`) },
  { weight: 3, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 1, arbitrary: fc.string({ maxLength: 8 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
)

/** Broken and hostile HTML. */
export const randomHtml = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''))
