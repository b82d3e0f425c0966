import Foundation

/// What the system says of a process: CPU time in `/proc/PID/stat`, and heap allocations where they are counted.
struct ProcessUsage {
    /// In user mode, all threads.
    var user: Duration
    /// In the kernel, all threads.
    var system: Duration
    /// Calls of `malloc` and its kin, where a counter is preloaded; see `Benchmarks/README.md`.
    var allocations: Int?

    /// Reads them; `nil` where there is no such process.
    static func of(_ process: Int32, countedIn file: String?) -> ProcessUsage? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let afterName = text.lastIndex(of: ")")
        else { return nil }
        // proc(5): the name stands in parentheses; `utime` and `stime` are the 12th and 13th field after it.
        let fields = text[text.index(after: afterName)...].split(separator: " ")
        guard fields.count > 12, let user = Int(fields[11]), let system = Int(fields[12]) else { return nil }
        let tick = Duration.seconds(1) / sysconf(Int32(_SC_CLK_TCK))
        return ProcessUsage(user: tick * user, system: tick * system, allocations: file.flatMap(counter))
    }

    /// The process's share of memory in bytes, of pages shared with others a fraction: `Pss`, proc(5).
    static func memory(of process: Int32) -> Int? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/smaps_rollup", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("Pss:") }),
            let kibibytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { return nil }
        return kibibytes * 1024
    }

    /// A count of eight bytes, little-endian.
    private static func counter(_ file: String) -> Int? {
        guard let data = FileManager.default.contents(atPath: file), data.count >= 8 else { return nil }
        return data.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
