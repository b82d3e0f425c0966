// Records a call that has no end, a hundred times as fast as a real one, until somebody kills it: DIRECTORY CALL_ID.
// Says how many seconds are on disk.
import CLinux
import Calls
import Foundation

clinux_buffer_lines()
guard CommandLine.arguments.count == 3, let call = RecordID(CommandLine.arguments[2]) else { exit(2) }
let library = RecordingLibrary(directory: CommandLine.arguments[1])
let writer = library.writer(for: call)
let second = [UInt8](repeating: 0x11, count: RecordingFormat.bytesPerSecond)
// A test that fails to kill it leaves a hundred MB, and no more.
for number in 1...3600 {
    writer.append(second)
    await library.flush()
    if let problem = writer.nextProblem() {
        print("\(problem.code): \(problem.message)")
        exit(0)
    }
    usleep(10_000)
    print("seconds \(number) are on disk")
}
