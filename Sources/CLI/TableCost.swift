import CSV
import Foundation

/// What it costs to find out how a table is encoded and to read it, on one thread.
struct TableCost: Encodable {
    let byteCount: Int
    let records: Int
    let fields: Int
    /// CPU time, at the fastest of some rounds: the others were disturbed.
    let milliseconds: Double
    /// By how much the process had grown at most while it read, in bytes; the table was in memory before.
    let memoryGrowth: Int

    init(of table: [UInt8], rounds: Int) throws {
        var (fastest, records, fields) = (Duration.seconds(1_000), 0, 0)
        let before = Self.peakMemory()
        for _ in 0..<rounds {
            let start = Self.threadTime()
            (records, fields) = try Self.read(table)
            fastest = min(fastest, Self.threadTime() - start)
        }
        memoryGrowth = Self.peakMemory(reset: false) - before
        byteCount = table.count
        milliseconds = (fastest / .microseconds(1)).rounded() / 1000
        (self.records, self.fields) = (records, fields)
    }

    /// As an upload is read: piece by piece, a record at a time.
    private static func read(_ table: [UInt8]) throws(CSVError) -> (records: Int, fields: Int) {
        var reader = CSVReader(encoding: try .of(table.span))
        var (records, fields) = (0, 0)
        for start in stride(from: 0, to: table.count, by: 64 << 10) {
            let end = min(table.count, start + 64 << 10)
            reader.receive(table.span.extracting(start..<end))
            if end == table.count { reader.receiveEnd() }
            while let record = try reader.next() {
                records += 1
                fields += record.fields.count
            }
        }
        return (records, fields)
    }

    /// A list of leads: some fields in quotes, some with letters beyond ASCII.
    static func sample(byteCount: Int) -> [UInt8] {
        var table: [UInt8] = []
        table.reserveCapacity(byteCount + 128)
        CSVWriter.append(["phone", "name", "email", "notes", "city"], to: &table)
        var index = 0
        while table.count < byteCount {
            let number = String(1_000_000 + index % 9_000_000)
            CSVWriter.append(
                [
                    "+1415\(number)", "Ada Müller \(index)", "ada\(index)@example.com",
                    "calls back, on \"Monday\" at noon",
                    "Ulm",
                ], to: &table)
            index += 1
        }
        return table
    }

    private static func threadTime() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// The most that was resident since the last reset, in bytes (proc(5): `VmHWM`, and 5 in `clear_refs`).
    private static func peakMemory(reset: Bool = true) -> Int {
        if reset { try? Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs")) }
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line.flatMap { Int($0.filter { ("0"..."9").contains($0) }) }.map { $0 * 1024 } ?? 0
    }
}
