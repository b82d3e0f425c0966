import HTTP

/// The fields of a webhook by name; where one is repeated the first counts, as everywhere in our forms.
struct WebhookForm {
    private let values: [String: String]

    init(_ fields: [FormCoding.Field]) {
        values = Dictionary(fields.map { ($0.name, $0.value) }) { first, _ in first }
    }

    /// Fields come empty as often as they are left out: both are `nil`.
    func text(_ name: String) -> String? {
        guard let value = values[name], !value.isEmpty else { return nil }
        return value
    }

    func required(_ name: String) throws(WebhookError) -> String {
        guard let text = text(name) else { throw .missingField(name) }
        return text
    }

    /// A number of at least 0. One that cannot be read is as good as none: a report of a call's end is worth more than
    /// the field.
    func number(_ name: String) -> Int? {
        guard let text = text(name), let number = Int(text), number >= 0 else { return nil }
        return number
    }
}
