// The program that `scripts/fuzz` builds: libFuzzer around one target (LLVM, "Using libFuzzer as a library"). The command
// line is libFuzzer's.
import Glibc

typealias ArgumentVector = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
    _ count: UnsafeMutablePointer<Int32>, _ arguments: UnsafeMutablePointer<ArgumentVector>,
    _ testOneInput: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// Called back with each input. It has the name that libFuzzer's own `main`, which is linked and not used, looks for.
@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    Attack.chosen.run(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

var arguments = CommandLine.arguments
arguments.insert("-max_len=\(Attack.chosen.maximumByteCount)", at: 1)
var argumentCount = Int32(arguments.count)
// Never freed: libFuzzer keeps them.
let vector = ArgumentVector.allocate(capacity: arguments.count + 1)
for (index, argument) in arguments.enumerated() { vector[index] = strdup(argument) }
vector[arguments.count] = nil
var start = vector
exit(runDriver(&argumentCount, &start, testOneInput))
