/// Which dynamic variables are sent to an agent, and how much of them.
public enum DynamicVariables {
    /// The longest value sent, in bytes of UTF-8: what a caller or a list of leads can put into a prompt has a bound.
    public static let valueLimit = 4096

    /// Leaves out names that are empty or begin with `system__`, which the platform keeps for itself and refuses, and cuts
    /// long values between two characters.
    static func sendable(_ variables: [String: String]) -> [String: String] {
        variables
            .filter { !$0.key.isEmpty && !$0.key.hasPrefix("system__") }
            .mapValues { prefix(of: $0) }
    }

    private static func prefix(of value: String) -> String {
        guard value.utf8.count > valueLimit else { return value }
        var length = 0
        return String(
            value.prefix { character in
                length += character.utf8.count
                return length <= valueLimit
            })
    }
}
