// Names of languages.

/** The name of a language in the person's own, such as "English (United Kingdom)". */
export function languageName(tag: string, language: string): string {
  try {
    return new Intl.DisplayNames([language], { type: 'language' }).of(tag) ?? tag
  } catch {
    return tag
  }
}
