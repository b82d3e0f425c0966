import Twilio

/// `voicebridge explain`: what a Twilio error code means here, and what to do about it.
enum ExplainCommand: Command {
    private struct Entry: Encodable {
        let code: Int
        let name: String
        let meaning: String
        let remedy: String
        let documentation: String

        init(_ entry: TwilioErrorBook.Entry) {
            code = entry.code
            name = entry.name
            meaning = entry.meaning
            remedy = entry.remedy
            documentation = "https://www.twilio.com/docs/api/errors/\(entry.code)"
        }
    }

    static let syntax = CommandSyntax(
        name: "explain",
        summary: "Explain an error code of Twilio's, and say what to do about it.",
        operands: ["CODE"],
        options: [.init("json", nil, "print one JSON object")],
        notes: "CODE is a number such as 31920, as call logs, Twilio's console and refused orders show it; or 'all'.")

    static func run(_ arguments: Arguments) async throws -> Int32 {
        let isJSON = arguments.flags.contains("json")
        let word = arguments.operands[0]
        if word == "all" {
            let entries = TwilioErrorBook.all
            if isJSON {
                print(try JSONText.of(entries.map(Entry.init)))
            } else {
                for entry in entries { print("\(entry.code)  \(entry.name)") }
            }
            return 0
        }
        guard let code = Int(word) else { throw UsageError("CODE must be a number, like 31920", command: syntax.name) }
        guard let entry = TwilioErrorBook.entry(code) else {
            StandardError.write(
                "voicebridge: \(code) is not known here; see https://www.twilio.com/docs/api/errors/\(code)")
            return 1
        }
        print(isJSON ? try JSONText.of(Entry(entry)) : text(entry))
        return 0
    }

    private static func text(_ entry: TwilioErrorBook.Entry) -> String {
        "\(entry.code) \(entry.name)\n\(entry.meaning)\nWhat to do: \(entry.remedy)"
    }
}
