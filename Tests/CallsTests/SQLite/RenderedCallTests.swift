import Synchronization
import TestSupport
import Testing

@testable import Calls

@Suite("Calls written down for lists")
struct RenderedCallTests {
    /// Writes version, status and events down, and counts how often it was asked to.
    private final class Renderings: Sendable {
        let count = Mutex(0)

        func made(_ version: Int) -> CallRendering {
            CallRendering(version: version) { [self] call, events in
                count.withLock { $0 += 1 }
                return Array("v\(version) \(call.status.rawValue) \(events.count)".utf8)
            }
        }

        /// What a list has, and how often a call was rendered for it.
        func list(_ store: SQLiteStore) async throws -> (texts: [String], rendered: Int) {
            let before = count.withLock { $0 }
            let page = try await store.listedCalls(CallQuery(userID: User.ownerID, limit: 10))
            return (page.elements.map { String(decoding: $0.text, as: UTF8.self) }, count.withLock { $0 } - before)
        }
    }

    private let directory: TemporaryDirectory
    private let path: String
    private let renderings = Renderings()

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("calls.db")
    }

    private func store(_ rendering: CallRendering) throws -> SQLiteStore {
        try SQLiteStore(path: path, rendering: rendering)
    }

    private func record(_ kinds: CallEvent.Kind..., of call: RecordID, in store: SQLiteStore) async throws {
        for kind in kinds { store.record(.make(kind, of: call)) }
        try await store.flush()
    }

    @Test("a live call is rendered with each of its news, and once; a settled one not any more")
    func settles() async throws {
        let store = try store(renderings.made(1))
        try await store.add(.make(), lead: nil)
        #expect(try await renderings.list(store) == (["v1 queued 0"], 1))
        #expect(try await renderings.list(store) == (["v1 queued 0"], 0))
        try await record(.keypad(digit: "1"), of: .make(), in: store)
        #expect(try await renderings.list(store) == (["v1 queued 1"], 1))
        try await record(.status(.inProgress, duration: nil), of: .make(), in: store)
        #expect(try await renderings.list(store) == (["v1 in-progress 1"], 1))
        try await record(.ended(.agentEnded, detail: ""), of: .make(), in: store)
        #expect(try await renderings.list(store) == (["v1 in-progress 1"], 1))
        try await record(.status(.completed, duration: 9), .keypad(digit: "2"), of: .make(), in: store)
        #expect(try await renderings.list(store) == (["v1 completed 2"], 0))
        let listed = try await store.listedCalls(CallQuery(userID: User.ownerID, limit: 10)).elements
        #expect(listed.map(\.minutes) == [1])
    }

    @Test("what is told of a call after its end is in its text")
    func lateNews() async throws {
        let store = try store(renderings.made(1))
        try await store.add(.make(), lead: nil)
        try await record(.status(.busy, duration: nil), .ended(.notAnswered, detail: ""), of: .make(), in: store)
        #expect(try await renderings.list(store) == (["v1 busy 0"], 0))
        try await record(.vendorReport(VendorReport()), of: .make(), in: store)
        #expect(try await renderings.list(store) == (["v1 busy 1"], 0))
    }

    @Test("another way of writing shows at once, and is written down in the background")
    func versions() async throws {
        var store = try store(renderings.made(1))
        for number in UInt32(1)...600 { try await store.add(.make(id: .make(number)), lead: nil) }
        for number in [UInt32(1), 250, 251, 600] {
            store.record(.make(.status(.busy, duration: nil), of: .make(number)))
            store.record(.make(.ended(.notAnswered, detail: ""), of: .make(number)))
        }
        try await store.flush()
        store = try self.store(renderings.made(2))
        var query = CallQuery(userID: User.ownerID, limit: 10)
        query.status = .busy
        let texts = try await store.listedCalls(query).elements.map { String(decoding: $0.text, as: UTF8.self) }
        #expect(texts == Array(repeating: "v2 busy 0", count: 4))
        // Beside the one that began with the store: there is nothing left to do then.
        try await store.writer.renderMissing()
        let before = renderings.count.withLock { $0 }
        store = try self.store(renderings.made(2))
        try await store.writer.renderMissing()
        #expect(try await store.listedCalls(query).elements.count == 4)
        #expect(renderings.count.withLock { $0 } == before)
    }

    @Test("who writes nothing down leaves nothing that is no longer true")
    func none() async throws {
        var store = try store(renderings.made(1))
        try await store.add(.make(), lead: nil)
        try await record(.status(.busy, duration: nil), .ended(.notAnswered, detail: ""), of: .make(), in: store)
        store = try self.store(.none)
        try await store.writer.renderMissing()
        #expect(try await renderings.list(try self.store(renderings.made(1))) == (["v1 busy 0"], 0))
        try await record(.vendorReport(VendorReport()), of: .make(), in: store)
        store = try self.store(renderings.made(1))
        #expect(try await renderings.list(store).texts == ["v1 busy 1"])
    }
}
