import { expect, it } from 'vitest'
import { EXAMPLES } from '../../graphiql/examples.js'
import { checkDocument } from '../../src/gateway/check-document.ts'
import { RESOLVERS } from '../../src/resolvers/index.ts'
import { buildGraphqlSchema } from '../../src/schema/build.ts'
import { ArticleIngestedResolver } from '../../src/subscriptions/article-ingested.ts'

const schema = buildGraphqlSchema([...RESOLVERS, ArticleIngestedResolver])

it.each(EXAMPLES.map((example) => [example.split('\n')[0]!, example]))(
  'GraphiQL opens with what runs: %s',
  (_title, example) => {
    expect(checkDocument(schema, example)).toMatchObject({ kind: 'valid' })
  },
)

it('lets a page of 100 articles with everything around them pass', () => {
  const article = 'id title publishedAt source { name } tags { name } readAlso { headline article { title } }'
  const page = `{ articles(first: 100) { nodes { ${article} similar { headline article { ${article} } } } } }`
  expect(checkDocument(schema, page)).toMatchObject({ kind: 'valid' })
})
