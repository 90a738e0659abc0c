/** The arguments that many fields have, as options of type-graphql; null is as good as left out. */

export const AFTER = {
  nullable: true,
  description: 'الموضع الذي تبدأ الصفحة بعده\nWhat follows this place: an endCursor of the same list.',
} as const

export const BEFORE = {
  nullable: true,
  description: 'الموضع الذي تنتهي الصفحة قبله\nWhat stands before this place: a startCursor of the same list.',
} as const

export const FILTER = { nullable: true, description: 'المرشِّح\nWhich of them; all where it is left out.' } as const

/** The order of a list, where none is asked for the one given here. */
export const orderedBy = <Order extends string>(defaultValue: Order) =>
  ({ nullable: true, defaultValue, description: 'الترتيب\nIn which order they stand.' }) as const

/** The id of one thing. */
export const ID_OF = {
  article: { description: 'معرّف المقال\nThe id of the article, e.g. art_7f3k.' },
  feed: { description: 'معرّف الخلاصة\nThe id of the feed.' },
  link: { description: 'معرّف الرابط\nThe id of the link, as RelatedLink.id gives it.' },
  story: { description: 'معرّف القصة\nThe id of the story.' },
  slugToo: { description: 'المعرّف أو الاسم المختصر\nThe id or the slug.' },
  any: { description: 'معرّف أي شيء\nThe id of anything, e.g. art_7f3k.' },
} as const
