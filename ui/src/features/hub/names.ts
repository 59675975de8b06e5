// How repositories are called.
/** A repository as people call it. */
export function nameOf(repository: string): string {
  return (repository.split('/')[1] ?? repository).replace(/-GGUF$/i, '')
}
