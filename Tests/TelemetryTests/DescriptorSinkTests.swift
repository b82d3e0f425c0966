import Foundation  // for Thread
import Glibc
import Telemetry
import Testing

@Suite("Log lines on a descriptor")
struct DescriptorSinkTests {
    /// A pipe whose reader is the test.
    private struct Pipe {
        let reading: Int32
        let writing: Int32

        init() throws {
            var ends: [Int32] = [0, 0]
            try #require(pipe(&ends) == 0)
            reading = ends[0]
            writing = ends[1]
        }

        /// Everything until the writing end is closed.
        func readAll() -> String {
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while case let count = read(reading, &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
            close(reading)
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    private func line(_ number: Int, padding: Int = 0) -> [UInt8] {
        Array("\(number)\(String(repeating: ".", count: padding))\n".utf8)
    }

    @Test("lines arrive whole and in order")
    func order() throws {
        let pipe = try Pipe()
        let sink = DescriptorSink(descriptor: pipe.writing)
        for number in 0..<1000 { sink.write(line(number)) }
        #expect(sink.flush(within: .seconds(30)))
        close(pipe.writing)
        #expect(pipe.readAll().split(separator: "\n").map { Int($0) } == Array(0..<1000))
    }

    @Test("a reader that stalls stops nobody: what does not fit is dropped, counted and told")
    func stalledReader() async throws {
        let pipe = try Pipe()
        let sink = DescriptorSink(descriptor: pipe.writing, capacity: 100)
        // Far more than the pipe's 64 KiB and the queue together; were writing to wait, this would never end.
        for number in 0..<1000 { sink.write(line(number, padding: 1000)) }
        #expect(!sink.flush(within: .milliseconds(1)))

        // A thread of its own reads: those of the tests are few, this one waits, and the others may be busy for long.
        let (texts, reader) = AsyncStream<String>.makeStream()
        Thread.detachNewThread {
            reader.yield(pipe.readAll())
            reader.finish()
        }
        #expect(sink.flush(within: .seconds(30)))
        close(pipe.writing)
        var text = ""
        for await all in texts { text = all }
        let lines = text.split(separator: "\n")
        let reports = lines.filter { $0.contains("log lines dropped") }
        let dropped = reports.map { $0.split(separator: "\"").compactMap { Int($0) }.reduce(0, +) }
        #expect(lines.count - reports.count >= 100)
        #expect(lines.count - reports.count + dropped.reduce(0, +) == 1000)
    }

    @Test("a descriptor that takes nothing is given up, not waited for")
    func closedReader() throws {
        // SIGPIPE is ignored by the servers of this product; here the read end of a pipe cannot be written at all.
        let pipe = try Pipe()
        let sink = DescriptorSink(descriptor: pipe.reading)
        sink.write(line(1))
        #expect(sink.flush(within: .seconds(30)))
        close(pipe.reading)
        close(pipe.writing)
    }
}
