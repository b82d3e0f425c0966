import CSV

/// What a column of a list of leads is for. Its heading says so.
enum LeadColumn: Hashable, Sendable {
    case phone
    case name
    case email
    case notes
    /// A dynamic variable of this name.
    case variable(String)
    /// A column without heading: what it holds has no name to be known by.
    case unnamed

    /// The headings for the number, for people.
    static let phoneHeadings = "phone, phoneNumber, number"

    /// Reads a heading: its case does not matter, nor do spaces, underscores and hyphens.
    init(heading: String) throws(APIError) {
        let key = String(heading.lowercased().filter { !$0.isWhitespace && $0 != "_" && $0 != "-" })
        self =
            switch key {
            case "": .unnamed
            case "phone", "phonenumber", "number": .phone
            case "name", "leadname": .name
            case "email": .email
            case "notes", "leadnotes": .notes
            default: .variable(try Self.variableName(heading))
            }
    }

    /// The name of the variable that a heading makes: letters A to Z in the case they have, digits and underscores stay,
    /// and whatever is between them becomes one underscore. `First Name` is `{{First_Name}}`.
    ///
    /// ElevenLabs keeps names that begin with `system__` for itself, and those with `secret__` for headers of tools, where
    /// nobody reads them; neither is for a list to fill in.
    private static func variableName(_ heading: String) throws(APIError) -> String {
        let isPart = { (scalar: Unicode.Scalar) in
            scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "_")
        }
        let words = heading.unicodeScalars.split { !isPart($0) }
        let name = words.map { String($0) }.joined(separator: "_")
        guard name.utf8.contains(where: { $0 != UInt8(ascii: "_") }) else { throw .headingWithoutName(heading) }
        guard name.utf8.count <= 64 else { throw .headingTooLong(heading) }
        let small = name.lowercased()
        guard !small.hasPrefix("system__"), !small.hasPrefix("secret__") else { throw .reservedHeading(heading) }
        return name
    }

    /// What it is called in errors.
    var label: String {
        switch self {
        case .phone: "the phone number"
        case .name: "the name"
        case .email: "the e-mail address"
        case .notes: "the notes"
        case .variable(let name): "the variable '\(name)'"
        case .unnamed: "nothing"
        }
    }

    /// The most bytes of UTF-8 in a cell: as in an order for one call, and what an agent is sent of a variable.
    var limit: Int {
        switch self {
        case .phone: 128
        case .name: LiveCallRequest.nameLimit
        // RFC 5321, 4.5.3.1.3: a path has 256, two of them brackets.
        case .email: 254
        case .notes: LiveCallRequest.notesLimit
        case .variable: 4096
        case .unnamed: .max
        }
    }
}
