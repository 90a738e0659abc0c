/** The forms of a counted thing; `{n}` stands for the number. Arabic has six, English two: what a language lacks is `other`. */
export type Forms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>

/** The form for a number; `shown` is the number as it is printed. */
export function counted(language: string, forms: Forms, n: number, shown: string): string {
  const form = forms[new Intl.PluralRules(language).select(n)] ?? forms.other
  return form.replace('{n}', shown)
}
