import Telemetry

/// What is done beside the calls after a start, a few at a time, so that no event waits long.
extension StoreWriter {
    /// Loads the columns that analytics add up, as far as they are not there.
    func loadColumns() async throws(CallStoreError) {
        while let first = columns.firstMissing {
            let last = first + 499
            let range: [Statement.Value] = [.integer(first), .integer(last)]
            var read = try selectColumns.all(range) { (row) throws(CallStoreError) in
                let agent = CallColumns.Agent(
                    userID: try row.recordID(1), id: try row.optionalRecordID(2), elevenLabsAgentID: row.text(3))
                guard let status = CallStatus(rawValue: row.text(4)) else { throw .unreadable("status \(row.text(4))") }
                return CallColumns.Change.call(
                    number: row.integer(0),
                    CallColumns.Call(
                        agent: agent, status: status, duration: row.optionalInteger(5).map { Int($0) },
                        costPerMinute: row.optionalInteger(6).map { Money(millionths: $0) },
                        created: row.integer(7)))
            }
            read += try selectTurns.all(range) { row in
                CallColumns.Change.turnLatency(number: row.integer(0), milliseconds: Int(row.integer(1)))
            }
            columns.load(read, upTo: last, isAll: try lastNumber() <= last)
            await Task.yield()
        }
    }

    private func lastNumber() throws(CallStoreError) -> Int64 { try selectLast.first([]) { $0.integer(0) } ?? 0 }

    /// Writes down what settled calls look like where it is not, or in another way: those of an older version.
    func renderMissing() async throws(CallStoreError) {
        let last = try lastNumber()
        var first: Int64 = 1
        while first <= last, !Task.isCancelled {
            let calls = try rendered.missing(in: first..<first + 250)
            if !calls.isEmpty {
                try transaction { () throws(CallStoreError) in
                    for call in calls { try render(call) }
                }
            }
            first += 250
            await Task.yield()
        }
    }

    /// Does what need not be done before the first call, and can be done without.
    func catchUp() async {
        do throws(CallStoreError) {
            try await loadColumns()
            try await renderMissing()
        } catch {
            log.warning("lists and analytics are slower until the next start", ("error", "\(error)"))
        }
    }
}
