// The names of the places of the settings, apart from what stands in them: that is fetched when it is opened.
export const PLACES = ['general', 'model', 'voice', 'keys', 'privacy', 'storage', 'about'] as const
export type Place = (typeof PLACES)[number]
