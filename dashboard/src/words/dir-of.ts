/** The value of `dir` for what the API calls a direction. */
export const dirOf = (direction: 'RTL' | 'LTR'): 'rtl' | 'ltr' => (direction === 'RTL' ? 'rtl' : 'ltr')
