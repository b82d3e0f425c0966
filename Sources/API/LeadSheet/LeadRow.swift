/// A row of a list of leads, as given: the number is not judged yet.
struct LeadRow: Hashable, Sendable {
    /// The first line it stands on, counted from 1.
    let line: Int
    /// The number as written, never empty.
    let phone: String
    /// Empty where there is none.
    let name: String
    /// Empty where there is none.
    let email: String
    /// What the agent should know; empty where there is nothing.
    let notes: String
    /// What the other columns hold, by the names that the agent's prompts know them by. Empty cells are in it, for a prompt
    /// that names a variable fails without it.
    let variables: [String: String]
}
