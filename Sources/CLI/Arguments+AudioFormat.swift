import Audio

extension Arguments {
    /// Reads an option as one of the seven formats.
    func format(_ name: String, of syntax: CommandSyntax) throws(UsageError) -> AudioFormat? {
        guard let text = options[name] else { return nil }
        guard let format = AudioFormat(vendorName: text) else {
            throw UsageError("'--\(name) \(text)': one of \(AudioFormat.names) is needed", command: syntax.name)
        }
        return format
    }
}

extension AudioFormat {
    /// The names of all seven, for people.
    static var names: String { all.map(\.vendorName).joined(separator: ", ") }
}
