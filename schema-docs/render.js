import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
} from 'graphql'

const escaped = (text) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
const ARABIC = /\p{Script=Arabic}/u

/** A description: its lines in the direction of their first letter, `code` as code. */
function described(description) {
  return (description ?? '')
    .split('\n')
    .map((line) => {
      const [language, direction] = ARABIC.test(/\p{L}/u.exec(line)?.[0] ?? '') ? ['ar', 'rtl'] : ['en', 'ltr']
      const text = escaped(line).replace(/`([^`]+)`/g, '<code>$1</code>')
      return `<p lang="${language}" dir="${direction}">${text}</p>`
    })
    .join('')
}

/** A type as SDL writes it, its name a link to where it is described. */
function reference(type) {
  const { name } = getNamedType(type)
  const [before, after] = String(type).split(name)
  const linked = isSpecifiedScalarType(getNamedType(type)) ? name : `<a href="#${name}">${name}</a>`
  return `${before}${linked}${after}`
}

/** A default value as SDL writes it: those of enums without quotes. */
function defaultOf({ defaultValue, type }) {
  if (defaultValue === undefined || defaultValue === null) return ''
  const text = isEnumType(getNamedType(type)) ? String(defaultValue) : JSON.stringify(defaultValue)
  return ` = ${escaped(text)}`
}

const deprecation = ({ deprecationReason }) =>
  deprecationReason == null ? '' : `<p class="deprecated" dir="ltr">Deprecated: ${escaped(deprecationReason)}</p>`

function argumentList(id, args) {
  if (args.length === 0) return ''
  const items = args.map(
    (argument) =>
      `<li id="${id}.${argument.name}"><code dir="ltr">${argument.name}: ${reference(argument.type)}${defaultOf(argument)}</code>${described(argument.description)}</li>`,
  )
  return `<ul class="arguments">${items.join('')}</ul>`
}

function member(typeName, { name, type, description, args = [], ...rest }) {
  const id = `${typeName}.${name}`
  const signature = type === undefined ? name : `${name}: ${reference(type)}${defaultOf({ type, ...rest })}`
  return `<li id="${id}" data-entry><code dir="ltr">${signature}</code> <a class="anchor" href="#${id}" aria-label="رابط link">#</a>${described(description)}${deprecation(rest)}${argumentList(id, args)}</li>`
}

const membersOf = (type) => {
  if (isEnumType(type)) return type.getValues().map(({ value: _, ...value }) => value)
  return isScalarType(type) || !('getFields' in type) ? [] : Object.values(type.getFields())
}

/** Where each type is used: the names of fields and arguments, by the name of the type. */
function usesOf(types) {
  const uses = new Map()
  const use = (type, place) => {
    const { name } = getNamedType(type)
    uses.set(name, (uses.get(name) ?? new Set()).add(place))
  }
  for (const type of types) {
    if (isEnumType(type)) continue
    for (const { name, type: given, args = [] } of membersOf(type)) {
      use(given, `${type.name}.${name}`)
      for (const argument of args) use(argument.type, `${type.name}.${name}`)
    }
  }
  return uses
}

function section(type, uses) {
  const { name, description } = type
  const bases = isObjectType(type) ? type.getInterfaces().map((base) => reference(base)) : []
  const places = [...(uses.get(name) ?? [])].map((place) => `<a href="#${place}">${place}</a>`)
  return `<section id="${name}" data-entry>
<h3><a href="#${name}"><code dir="ltr">${name}</code></a></h3>
${described(description)}
${bases.length > 0 ? `<p class="note" dir="ltr">implements ${bases.join(' &amp; ')}</p>` : ''}
<ul class="members">${membersOf(type)
    .map((entry) => member(name, entry))
    .join('\n')}</ul>
${places.length > 0 ? `<p class="note" dir="ltr">Used by ${places.join(', ')}</p>` : ''}
</section>`
}

/** The parts of the page, each with the types that stand in it. */
function partsOf(schema) {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].filter(Boolean)
  const types = Object.values(schema.getTypeMap())
    .filter((type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type) && !roots.includes(type))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  const some = (test) => types.filter(test)
  return [
    ['الجذور', 'Roots', roots],
    ['الأنواع', 'Types', some(isObjectType)],
    ['الواجهات', 'Interfaces', some(isInterfaceType)],
    ['المدخلات', 'Inputs', some(isInputObjectType)],
    ['القيم المعدودة', 'Enums', some(isEnumType)],
    ['القيم المفردة', 'Scalars', some(isScalarType)],
  ]
}

/** The page that describes a schema, with the names of the files that it needs. */
export function renderPage(schema, { css, js, icon }) {
  const parts = partsOf(schema)
  const uses = usesOf(parts.flatMap(([, , types]) => types))
  const menu = parts.map(
    ([arabic, english, types]) =>
      `<h2>${arabic} <span lang="en">${english}</span></h2><ul>${types
        .map(({ name }) => `<li><a href="#${name}"><code dir="ltr">${name}</code></a></li>`)
        .join('')}</ul>`,
  )
  return `<!doctype html>
<html lang="ar" dir="rtl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>مخطط صلة · Sila schema</title>
<link rel="icon" href="/docs/assets/${icon}" type="image/svg+xml">
<link rel="stylesheet" href="/docs/assets/${css}">
<script src="/docs/assets/${js}" defer></script>
</head>
<body>
<nav aria-label="المحتويات Contents">
<p class="brand"><a href="/docs">صلة <span lang="en">Sila</span></a></p>
<p class="links"><a href="/graphiql">جرّب <span lang="en">GraphiQL</span></a> <a href="/schema.graphql"><span lang="en">SDL</span></a></p>
<label for="search">ابحث <span lang="en">Search</span></label>
<input id="search" type="search" autocomplete="off" spellcheck="false" dir="auto" placeholder="readAlso، وسم، cursor…">
<ol id="results" aria-live="polite" hidden></ol>
<div id="menu">${menu.join('')}</div>
</nav>
<main>
<h1>مخطط <span lang="en">GraphQL</span></h1>
${parts
  .map(
    ([arabic, english, types]) =>
      `<h2>${arabic} <span lang="en">${english}</span></h2>\n${types.map((type) => section(type, uses)).join('\n')}`,
  )
  .join('\n')}
</main>
</body>
</html>
`
}
