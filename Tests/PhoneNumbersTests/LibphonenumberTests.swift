import Foundation
import PhoneNumbers
import TestSupport
import Testing

/// The examples that Google's libphonenumber has for every country, read by us.
@Suite(
    "Beside libphonenumber",
    .enabled(if: PythonPeer.isInstalled("phonenumbers"), "scripts/python-peers installs phonenumbers"))
struct LibphonenumberTests {
    private struct Example: CustomStringConvertible {
        let region: String
        let kind: String
        let e164: String
        let written: [String]
        var description: String { "\(region) \(kind) \(e164) \(written)" }
    }

    private func examples() async throws -> [Example] {
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "phonenumbers_examples.py").path
        let result = await (try PythonPeer.start(script)).result()
        try #require(result.code == 0, "\(result.error)")
        return result.output.split(separator: "\n").map { line in
            let words = line.split(separator: "\t").map(String.init)
            return Example(region: words[0], kind: words[1], e164: words[2], written: Array(words[3...]))
        }
    }

    @Test("subscribers' numbers are read as it reads them, however it writes them")
    func subscribers() async throws {
        let subscribers = try await examples().filter { $0.kind == "fixed" || $0.kind == "mobile" }
        #expect(subscribers.count > 450)
        for example in subscribers {
            let country = Country(example.region)
            for text in example.written + [example.e164] {
                guard !Self.isDifferent(example.region, text) else { continue }
                let number = try? PhoneNumber(text, country: country)
                #expect(number?.text == example.e164, "\(text): \(example)")
                if let country = number?.country, !Self.sharesMobiles(example) {
                    #expect(country == Country(example.region), "\(example)")
                }
            }
            #expect(verdict(example.e164, allowing: Country.all.map(\.code).joined(separator: " ")) == example.e164)
        }
    }

    @Test("numbers that cost extra are never dialled")
    func costly() async throws {
        let costly = try await examples().filter { ["premium", "shared", "personal"].contains($0.kind) }
        #expect(costly.count > 200)
        for example in costly {
            let result = verdict(example.e164, allowing: Country.all.map(\.code).joined(separator: " "))
            #expect(!result.hasPrefix("+"), "\(example)")
        }
    }

    /// What is meant to differ: territories that no beginning tells from the country whose plan they share, and Argentina's
    /// mobiles as they are dialled within it, where a 15 stands inside the number.
    private static func isDifferent(_ region: String, _ text: String) -> Bool {
        (["BL", "MF"].contains(region) && !text.hasPrefix("+")) || (region == "AR" && text.contains(" 15-"))
    }

    /// Territories whose mobiles are those of the country beside them.
    private static func sharesMobiles(_ example: Example) -> Bool {
        ["BL", "MF"].contains(example.region)
            || (example.kind == "mobile" && ["AX", "CC", "CX", "EH", "SJ", "VA"].contains(example.region))
    }
}
