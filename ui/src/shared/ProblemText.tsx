// What was refused, where it was asked: the reason and the next step, which can be selected and copied.
import type { Problem } from '../api/types'
import { words } from './words'

export function ProblemText({ problem, id }: { problem: Problem; id: string }) {
  const { title, about } = words(problem)
  return (
    <p role="alert" id={id} className="break-words select-text">
      {title} {about && <span className="text-quiet">{about}</span>}
    </p>
  )
}
