import Calls
import Foundation

/// A year of made-up calls for `bench store`: always the same ones for a number, so that runs can be compared.
struct StoreFilling {
    private static let agentCount = 20
    /// Monday, 17 March 2025.
    private static let start = 1_742_169_600
    private static let length = 365 * 86_400

    let count: Int

    // MARK: What there is

    /// Fills a store, unless it was filled before.
    func fill(_ store: SQLiteStore) async throws {
        guard try await store.call(call(count - 1).id) == nil else { return }
        for number in 0..<Self.agentCount { try await store.add(agent(number)) }
        // Each thousand in one commit, and its events in a few.
        for first in stride(from: 0, to: count, by: 1000) {
            let numbers = first..<min(first + 1000, count)
            let calls = try await store.add(numbers.map { (call: call($0), lead: lead($0)) })
            for (number, call) in zip(numbers, calls) {
                for event in events(number, call) { store.record(event) }
            }
            try await store.flush()
        }
    }

    private func date(_ number: Int) -> Date {
        Date(timeIntervalSince1970: Double(Self.start + number * (Self.length / count)))
    }

    private func id(_ kind: UInt64, _ number: Int) -> RecordID {
        let date = date(number)
        return IDSource(now: { date }, random: kind << 32 | UInt64(number)).next()
    }

    private func agent(_ number: Int) -> Agent {
        Agent(
            id: id(1, number), name: "Agent \(number)", elevenLabsAgentID: "agent_\(number)", createdAt: date(number))
    }

    /// Every fifth call is to somebody who was called before.
    private func lead(_ number: Int) -> Lead {
        Lead(
            id: id(2, number), name: "Lead \(number)", phoneNumber: phoneNumber(number), notes: "calls in the morning",
            createdAt: date(number))
    }

    private func phoneNumber(_ number: Int) -> String { "+1415\(5_000_000 + number * 4 / 5)" }

    private func call(_ number: Int) -> CallRecord {
        let agent = agent(mixed(number, 1) % Self.agentCount)
        return CallRecord(
            id: id(3, number), agentID: agent.id, elevenLabsAgentID: agent.elevenLabsAgentID, leadID: nil,
            phoneNumber: phoneNumber(number), fromNumber: "+12125550199", direction: .outbound,
            origin: mixed(number, 2) % 10 == 0 ? .liveCall : .bulkUpload, createdAt: date(number))
    }

    private func events(_ number: Int, _ call: CallRecord) -> [CallEvent] {
        func event(_ second: Int, _ kind: CallEvent.Kind) -> CallEvent {
            CallEvent(
                callID: call.id, date: call.createdAt + Double(second), offset: .seconds(second), kind: kind)
        }
        var events = [event(0, .dialed(twilioCallSID: sid(number)))]
        guard mixed(number, 3) % 10 < 7 else {
            return events + [event(20, .status(.noAnswer, duration: 0)), event(20, .ended(.notAnswered, detail: ""))]
        }
        events.append(event(5, .streamStarted(streamSID: "MZ\(number)")))
        events.append(
            event(
                5,
                .conversationStarted(conversationID: "conv_\(number)", agentOutput: "ulaw_8000", userInput: "ulaw_8000")
            ))
        for line in 0..<9 {
            let text = (0..<12).map { word(mixed(number, 100 + line * 12 + $0)) }.joined(separator: " ")
            let second = 6 + line * 5
            guard line.isMultiple(of: 2) else {
                events.append(event(second, .userTranscript(text: text, eventID: line)))
                continue
            }
            let heard = HeardResponse(
                text: text, heard: text, isCut: false, basis: .whole, responseID: nil, eventID: line, received: 32_000,
                played: 32_000)
            let latency = TurnLatency(agentMilliseconds: 400 + mixed(number, 50 + line) % 1200, bridgeMilliseconds: 15)
            events += [
                event(second, .agentResponse(text: text, responseID: nil, eventID: line)),
                event(second, .turnLatency(latency)), event(second + 4, .agentHeard(heard)),
            ]
        }
        let seconds = 50 + mixed(number, 4) % 300
        return events + [
            event(seconds, .sound(SoundCounts(received: 160_000, played: 160_000, cleared: 0, dropped: 0))),
            event(seconds, .frames(FrameCounts())),
            event(seconds, .ended(.callerHungUp, detail: "")), event(seconds, .status(.completed, duration: seconds)),
        ]
    }

    private func sid(_ number: Int) -> String {
        "CA" + String(repeating: "0", count: 32 - 8) + "\(10_000_000 + number)"
    }

    /// Words come as often as those of a language do: the n-th a n-th as often as the first (Zipf's law).
    private func word(_ random: Int) -> String {
        let rank = Int(pow(5000, Double(random % 1_000_000) / 1_000_000))
        return "w\(rank)"
    }

    /// A number that follows from these two and looks like chance (SplitMix64).
    private func mixed(_ number: Int, _ salt: Int) -> Int {
        var bits = UInt64(number) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(salt) &* 0xD1B5_4A32_D192_ED03
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        return Int((bits ^ bits >> 31) >> 1)
    }

    // MARK: What is asked for

    /// Reads by name, each with as many targets.
    func reads(_ requests: Int) -> [(name: String, targets: [String])] {
        func targets(_ target: (Int) -> String) -> [String] {
            (0..<requests).map { target(mixed($0, 7) % count) }
        }
        func agentID(_ number: Int) -> RecordID { agent(number % Self.agentCount).id }
        func day(_ number: Int, _ days: Int) -> String {
            let style = Date.ISO8601FormatStyle().year().month().day()
            let from = date(number * 9 / 10)
            return "from=\(from.formatted(style))&to=\((from + Double(days * 86_400)).formatted(style))"
        }
        return [
            ("newest calls", targets { _ in "/api/calls" }),
            ("newest 100 calls", targets { _ in "/api/calls?limit=100" }),
            ("calls somewhere in the list", targets { "/api/calls?cursor=c1.\(call($0).id)" }),
            ("calls of an agent", targets { "/api/calls?agentId=\(agentID($0))" }),
            ("calls of a status", targets { _ in "/api/calls?status=no-answer" }),
            ("calls of an agent and a status", targets { "/api/calls?agentId=\(agentID($0))&status=no-answer" }),
            ("calls with a number", targets { "/api/calls?phoneNumber=%2B\(phoneNumber($0).dropFirst())" }),
            ("calls of a day", targets { "/api/calls?\(day($0, 1))" }),
            ("calls with a common word", targets { "/api/calls?text=w\(1 + $0 % 10)" }),
            ("calls with a rare word", targets { "/api/calls?text=w\(1000 + $0 % 4000)" }),
            ("calls with two words", targets { "/api/calls?text=w\(1 + $0 % 50)%20w\(50 + $0 % 500)" }),
            (
                "calls of an agent and a day with a word",
                targets {
                    "/api/calls?agentId=\(agentID($0))&text=w\(1 + $0 % 10)&\(day($0, 1))"
                }
            ),
            ("a call by id", targets { "/api/calls/\(call($0).id)" }),
            ("a call by SID", targets { "/api/calls/\(sid($0))" }),
            ("a transcript as subtitles", targets { "/api/calls/\(call($0).id)/transcript?format=vtt" }),
            ("newest leads", targets { _ in "/api/leads" }),
            ("a lead by number", targets { "/api/leads?phoneNumber=%2B\(phoneNumber($0).dropFirst())" }),
            ("agents", targets { _ in "/api/agents" }),
            ("analytics of a day", targets { "/api/analytics?\(day($0, 1))" }),
            ("analytics of a week", targets { "/api/analytics?\(day($0, 7))" }),
            ("analytics of thirty days", targets { "/api/analytics?\(day($0, 30))" }),
            ("analytics of all", targets { _ in "/api/analytics?from=2025-01-01&to=2027-01-01" }),
        ]
    }
}
