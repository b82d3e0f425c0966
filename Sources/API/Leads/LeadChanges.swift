import Calls
import FoundationEssentials
import PhoneNumbers

/// What a body says of a lead, checked. What it does not say stays; `null` empties; an empty text says nothing.
struct LeadChanges: Sendable {
    /// RFC 5321, 4.5.3.1.3: a path has 256 bytes, two of which are its angle brackets.
    private static let emailLimit = 254
    private static let variableLimit = 64
    private static let valueLimit = 1024
    /// What `check` says of addresses and names, for the description.
    private static let emailPattern = "^([^@\\u0000-\\u0020\\u007f]+(@[^@\\u0000-\\u0020\\u007f]+)+)?$"
    private static let namePattern = "^(?!system__)[0-9A-Za-z_]{1,64}$"

    private let name: JSONBody.Given<String>
    private let email: JSONBody.Given<String>
    private let notes: JSONBody.Given<String>
    private let variables: JSONBody.Given<[String: String?]>
    /// The number, where one is given; it cannot be emptied.
    let phoneNumber: PhoneNumber?

    /// - Parameter country: where a number without a country code is.
    init(_ body: JSONBody, country: Country?) throws(APIError) {
        name = try body.text("name", atMost: LiveCallRequest.nameLimit)
        notes = try body.text("notes", atMost: LiveCallRequest.notesLimit)
        email = try body.text("email", atMost: Self.emailLimit)
        if case .value(let text) = email { try Self.check(email: text) }
        variables = try body.texts("variables")
        if case .value(let values) = variables { try Self.check(values) }
        let number = try body.optional("phoneNumber", atMost: 64)
        phoneNumber = number == nil ? nil : try PhoneNumber(number, country: country)
    }

    /// The body that is read here.
    static func schema(phoneNumber: Schema.Member) -> Schema {
        .object([
            phoneNumber,
            .optional("name", .string(0...LiveCallRequest.nameLimit).orNull, "Their name."),
            .optional("email", .string(0...emailLimit, pattern: emailPattern).orNull, "Where to write to them."),
            .optional("notes", .string(0...LiveCallRequest.notesLimit).orNull, "What the agent should know."),
            .optional(
                "variables",
                .map(
                    of: .string(0...valueLimit).orNull, names: .string(pattern: namePattern), atMost: variableLimit
                ).orNull, "More that an agent may be told; null takes a name away."),
        ])
    }

    func apply(to lead: inout Lead) {
        lead.name = Self.apply(name, to: lead.name)
        lead.email = Self.apply(email, to: lead.email)
        lead.notes = Self.apply(notes, to: lead.notes)
        lead.phoneNumber = phoneNumber?.text ?? lead.phoneNumber
        switch variables {
        case .nothing: break
        case .cleared: lead.variables = [:]
        case .value(let values):
            for (name, value) in values where value != "" || lead.variables[name] == nil {
                lead.variables[name] = value
            }
        }
    }

    private static func apply(_ given: JSONBody.Given<String>, to text: String) -> String {
        switch given {
        case .nothing: text
        case .cleared: ""
        case .value(let new): new
        }
    }

    /// Only what is surely no address is refused; whether it is one, a letter would have to find out.
    private static func check(email: String) throws(APIError) {
        let parts = email.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count >= 2, parts.allSatisfy({ !$0.isEmpty }),
            email.unicodeScalars.allSatisfy({ $0.value > 32 && $0.value != 127 })
        else { throw .invalidValue("email", "must be an address such as grace@example.com.") }
    }

    /// Names that a prompt can use, `{{name}}`; those that begin with `system__` are ElevenLabs' own.
    private static func check(_ variables: [String: String?]) throws(APIError) {
        guard variables.count <= variableLimit else {
            throw .invalidValue("variables", "may have \(variableLimit) names at most.")
        }
        for (name, value) in variables {
            let isName = name.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                    || byte == UInt8(ascii: "_")
            }
            guard isName, (1...64).contains(name.utf8.count), !name.hasPrefix("system__") else {
                throw .invalidValue(
                    "variables",
                    "must have names of 1 to 64 letters, digits and underscores, not beginning with system__.")
            }
            if (value ?? "").unicodeScalars.count > valueLimit {
                throw .fieldTooLong("variables.\(name)", limit: valueLimit)
            }
        }
    }
}
