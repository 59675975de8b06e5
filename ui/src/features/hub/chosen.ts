// What of the list is looked at: an entry of the catalogue, or a repository of the hub with what of it was named.
export type Chosen = { entry: string } | { repository: string; meant: string }
