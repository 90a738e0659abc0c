import type { ComponentChildren } from 'preact'

/**
 * A table in a box of its own, which scrolls where the page is narrower; its rows are the children.
 * @param heads of the columns; an empty one is no head
 */
export function Table({
  label,
  heads,
  children,
}: {
  label: string
  heads: readonly string[]
  children: ComponentChildren
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
    <section class="table-box" tabIndex={0} aria-label={label}>
      <table>
        <thead>
          <tr>
            {heads.map((head, index) =>
              head === '' ? (
                <td key={index} />
              ) : (
                <th scope="col" key={index}>
                  <bdi>{head}</bdi>
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  )
}
