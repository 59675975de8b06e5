// Tells of every element, in `data-at`, where it stands in the text; and of every run of words while it is read aloud.
interface Node {
  type: string
  tagName?: string
  properties?: Record<string, unknown>
  position?: { start: { offset?: number | undefined } } | undefined
  children?: Node[]
}

interface Options {
  /** Where the Markdown begins in the whole text. */
  at: number
  words: boolean
}

/** A plugin of rehype. Code is left as it is: it is not read aloud. */
export function placed({ at, words }: Options): (tree: Node) => void {
  const mark = (node: Node): Node => {
    const offset = node.position?.start.offset
    if (node.type === 'element') {
      if (offset !== undefined) node.properties = { ...node.properties, dataAt: at + offset }
      if (node.tagName !== 'pre') node.children = node.children?.map(mark) ?? []
      return node
    }
    if (!words || node.type !== 'text' || offset === undefined) return node
    return { type: 'element', tagName: 'span', properties: { dataAt: at + offset }, children: [node] }
  }
  return (tree) => {
    tree.children = tree.children?.map(mark) ?? []
  }
}
