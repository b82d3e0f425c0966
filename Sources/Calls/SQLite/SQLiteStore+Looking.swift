extension SQLiteStore {
    /// The agents in use in a database that is there already, read and nothing else: unlike a store that is opened, it leaves
    /// an older schema as it is, and throws for one.
    public static func agents(in path: String) async throws(CallStoreError) -> [Agent] {
        try await StoreReader(path: path, busyTimeout: .seconds(5)).agents()
    }
}
