import Foundation
import HTTP
import JSONWire

/// The wire of one outbound call, line by line: REST, webhooks and both directions of the stream. Shapes, order and
/// signatures are Twilio's; identifiers, numbers and times are made up.
struct Trace {
    struct Line {
        let from: String
        let via: String
        /// The whole line.
        let json: [UInt8]

        /// The text of one member, as it stands on the wire.
        func raw(_ name: StaticString) -> [UInt8]? {
            JSONMembers.value(name, of: json.span).map { Array(json[$0]) }
        }

        func string(_ name: StaticString) -> String? { JSONMembers.string(name, of: json.span) }

        func header(_ name: StaticString) -> String? {
            guard let headers = raw("headers") else { return nil }
            return JSONMembers.string(name, of: headers.span)
        }

        /// The form, its repeated fields one by one, in order.
        var form: [FormCoding.Field] {
            guard let form = raw("form") else { return [] }
            var fields: [FormCoding.Field] = []
            JSONMembers.forEach(of: form.span) { key, range in
                let name = key.text(in: form.span)
                let value = Array(form[range])
                let values = (try? JSONSerialization.jsonObject(with: Data(value), options: .fragmentsAllowed)) ?? ""
                for value in values as? [String] ?? [values as? String ?? ""] {
                    fields.append(FormCoding.Field(name, value))
                }
            }
            return fields
        }
    }

    static let authToken = "0123456789abcdef0123456789abcdef"
    static let accountSID = "AC0123456789abcdef0123456789abcdef"
    static let callSID = "CA11112222333344445555666677778888"
    static let streamSID = "MZ00001111222233334444555566667777"

    let lines: [Line]

    init() throws {
        lines = try Vectors.data("outbound-call.jsonl").split(separator: UInt8(ascii: "\n")).map { line in
            let json = Array(line)
            return Line(
                from: JSONMembers.string("from", of: json.span) ?? "",
                via: JSONMembers.string("via", of: json.span) ?? "",
                json: json)
        }
    }

    /// The messages one side sent over the stream, as they stand on the wire.
    func messages(from side: String) -> [[UInt8]] {
        lines.filter { $0.via == "ws-text" && $0.from == side }.compactMap { $0.raw("message") }
    }
}

/// The data files beside these tests.
enum Vectors {
    static func data(_ name: String) throws -> [UInt8] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Vectors")
        return Array(try Data(contentsOf: folder.appending(path: name)))
    }
}
