import { fileURLToPath } from 'node:url'
import graphql from '@graphql-eslint/eslint-plugin'

const SCHEMA = fileURLToPath(new URL('../../schema.graphql', import.meta.url))

export default [
  {
    files: ['schema.graphql'],
    languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: SCHEMA } } },
    plugins: { '@graphql-eslint': graphql },
    rules: {
      ...graphql.configs['flat/schema-recommended'].rules,
      // The Relay cursor specification. Edges of a node that has an id, lists of more than edges.
      '@graphql-eslint/relay-connection-types': 'error',
      '@graphql-eslint/relay-edge-types': [
        'error',
        { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false },
      ],
      '@graphql-eslint/relay-page-info': 'error',
      '@graphql-eslint/relay-arguments': ['error', { includeBoth: false }],
      // Names.
      '@graphql-eslint/naming-convention': [
        'error',
        {
          types: 'PascalCase',
          FieldDefinition: { style: 'camelCase', forbiddenPrefixes: ['get', 'list', 'fetch'] },
          InputValueDefinition: 'camelCase',
          Argument: 'camelCase',
          DirectiveDefinition: 'camelCase',
          EnumValueDefinition: 'UPPER_CASE',
          EnumTypeDefinition: { forbiddenSuffixes: ['Enum'] },
          InterfaceTypeDefinition: { forbiddenSuffixes: ['Interface'] },
          InputObjectTypeDefinition: { requiredSuffixes: ['Input', 'Filter'] },
          'FieldDefinition[parent.name.value=Mutation]': {
            forbiddenPrefixes: ['create', 'update', 'delete', 'add', 'set', 'mutation'],
          },
          'FieldDefinition[parent.name.value=Subscription]': {
            forbiddenPrefixes: ['on', 'subscription'],
            forbiddenSuffixes: ['Subscription'],
          },
        },
      ],
      '@graphql-eslint/no-typename-prefix': 'error',
      '@graphql-eslint/require-description': [
        'error',
        {
          types: true,
          FieldDefinition: true,
          InputValueDefinition: true,
          EnumValueDefinition: true,
          DirectiveDefinition: true,
          rootField: true,
        },
      ],
      '@graphql-eslint/require-deprecation-reason': 'error',
      '@graphql-eslint/no-unreachable-types': 'error',
      '@graphql-eslint/no-hashtag-description': 'error',
      // Ids are opaque texts of this server's own, not of the node's type; payloads have no query.
      '@graphql-eslint/strict-id-in-types': 'off',
    },
  },
]
