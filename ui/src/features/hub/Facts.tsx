// What is known of a model in a line, and the page that says so.
interface FactsProps {
  facts: (string | number | false | null | undefined)[]
  page: string
}

export function Facts({ facts, page }: FactsProps) {
  return (
    <p className="text-small text-quiet">
      {[...facts].filter(Boolean).join(' · ')}
      {' · '}
      <a href={page} target="_blank" rel="noopener noreferrer" className="underline underline-offset-2 hover:text-text">
        {new URL(page).host}
      </a>
    </p>
  )
}
