// How long a text is once it is sent.
export function bytes(text: string): number {
  return new Blob([text]).size
}
