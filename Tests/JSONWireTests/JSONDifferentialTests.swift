// Foundation, not FoundationEssentials: JSONSerialization is the other party.
import Foundation
import TestSupport
import Testing

@testable import JSONWire

/// The same verdict as Foundation's parser, on real messages and on what noise makes of them.
///
/// Intended differences, most of which these texts cannot show: bytes that are not UTF-8 and halves of surrogate pairs are
/// mended by us and refused there; depth ends at 32 here and at 512 there; 1000 members are enough here; a text that
/// begins like UTF-16 or UTF-32, or with a byte order mark, is never JSON here; a number is digits here, whether or not
/// it fits a `Double`. And Foundation takes a comma before the end of an array or object.
@Suite struct JSONDifferentialTests {
    private static let messages = [
        #"{"event":"media","sequenceNumber":"2","media":{"track":"inbound","chunk":"1","timestamp":"102","payload":"//8="},"streamSid":"MZ0"}"#,
        #"{"event":"start","start":{"tracks":["inbound"],"mediaFormat":{"sampleRate":8000,"channels":1},"customParameters":{"a":"4\n2"}}}"#,
        #"{"type":"audio","audio_event":{"audio_base_64":"//////////8=","event_id":1,"alignment":{"chars":["H","é"],"char_start_times_ms":[0,50]}}}"#,
        #"{"type":"ping","ping_event":{"event_id":2,"ping_ms":null}, "x":[-1.5e+3, true , false,{}]}"#,
        #"{"type":"agent_response","agent_response_event":{"agent_response":"Caf\u00e9 \u20ac \"quoted\"","event_id":5}}"#,
    ]

    private static let pieces = [
        "{", "}", "[", "]", ":", ",", "\"", "\\", "\\n", "\\u00e9", "\\u12", "\\x", "0", "-", "1", ".", "e", "E+",
        "true", "nul",
        " ", "\n", "\t", "\u{1}", "é", "/", "\"a\":", ",,", "01", "1.5",
    ]

    private func error(of bytes: [UInt8]) -> JSONError? {
        let walk = JSONWalk(bytes)
        do {
            try walk.skip()
            try walk.end()
            return nil
        } catch {
            return error as? JSONError
        }
    }

    private func isTaken(_ bytes: [UInt8]) -> Bool { error(of: bytes) == nil }

    private func isRefusedForCommaAtEnd(_ bytes: [UInt8]) -> Bool {
        guard case .unexpectedByte(let offset) = error(of: bytes), bytes[offset] | 0x20 == UInt8(ascii: "}") else {
            return false
        }
        return bytes[..<offset].last { $0 > 0x20 } == UInt8(ascii: ",")
    }

    private func isTakenByFoundation(_ bytes: [UInt8]) -> Bool {
        (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
    }

    /// Whether Foundation reads these bytes as UTF-8 without a mark, as we do.
    private func isComparable(_ bytes: [UInt8]) -> Bool {
        !bytes.prefix(4).contains(0) && String(validating: bytes, as: UTF8.self) != nil
    }

    private func mutated(_ message: String, by noise: inout SeededGenerator) -> [UInt8] {
        var bytes = Array(message.utf8)
        for _ in 0..<Int.random(in: 1...3, using: &noise) {
            let start = Int.random(in: 0...bytes.count, using: &noise)
            let end = min(bytes.count, start + Int.random(in: 0...3, using: &noise))
            let piece = Self.pieces.randomElement(using: &noise) ?? ""
            switch Int.random(in: 0..<3, using: &noise) {
            case 0: bytes.replaceSubrange(start..<end, with: piece.utf8)
            case 1: bytes.removeSubrange(start..<end)
            default: bytes.insert(contentsOf: piece.utf8, at: start)
            }
        }
        return bytes
    }

    @Test("mutations of real messages get the verdict that Foundation gives", arguments: 1...8 as ClosedRange<UInt64>)
    func sameVerdict(_ seed: UInt64) {
        var noise = SeededGenerator(seed: seed)
        var taken = 0
        var differing: [String] = []
        for _ in 0..<1000 {
            let message = Self.messages.randomElement(using: &noise) ?? ""
            let bytes = mutated(message, by: &noise)
            guard isComparable(bytes), !isRefusedForCommaAtEnd(bytes) else { continue }
            let verdict = isTaken(bytes)
            taken += verdict ? 1 : 0
            if verdict != isTakenByFoundation(bytes) { differing.append(String(decoding: bytes, as: UTF8.self)) }
        }
        #expect(differing.isEmpty, "seed \(seed)")
        #expect(taken > 50, "the mutations are too wild to compare what is taken")
    }

    @Test("strings come out as Foundation reads them", arguments: 1...4 as ClosedRange<UInt64>)
    func sameStrings(_ seed: UInt64) throws {
        var noise = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let pieces = ["a", "é", "😀", "\\n", "\\/", "\\u0041", "\\ud83d\\ude00", "\\\"", "\\\\", "0123456789abcdef"]
            let content = (0..<Int.random(in: 0...12, using: &noise)).map { _ in
                pieces.randomElement(using: &noise) ?? ""
            }
            let bytes = Array("\"\(content.joined())\"".utf8)
            let walk = JSONWalk(bytes)
            let string = try walk.text()
            let other = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed) as? String
            #expect(string == other, "seed \(seed)")
        }
    }

    @Test("a message cut off anywhere is refused")
    func everyTruncation() {
        for message in Self.messages {
            let bytes = Array(message.utf8)
            let taken = (0..<bytes.count).filter { isTaken(Array(bytes[..<$0])) }
            #expect(taken.isEmpty, "\(message) cut at these bytes")
            #expect(isTaken(bytes))
        }
    }

    @Test("noise is read without a trap", arguments: 1...4 as ClosedRange<UInt64>)
    func noise(_ seed: UInt64) {
        var noise = SeededGenerator(seed: seed)
        let likely = Array(#"{}[]":,\u0123456789aeflnrst-+. "#.utf8)
        var taken = 0
        for _ in 0..<4000 {
            let length = Int.random(in: 0...40, using: &noise)
            let bytes = (0..<length).map { _ in
                Bool.random(using: &noise)
                    ? likely.randomElement(using: &noise) ?? 0 : .random(in: 0...255, using: &noise)
            }
            taken += isTaken(bytes) ? 1 : 0
        }
        #expect(taken < 400, "seed \(seed)")
    }
}
