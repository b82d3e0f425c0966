extension SeededGenerator {
    /// So many random bytes.
    public mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
    }

    /// A message with a few bytes replaced, left out, doubled or put in.
    public mutating func mutated(_ message: [UInt8], changes: Int = 3) -> [UInt8] {
        var message = message
        for _ in 0..<Int.random(in: 1...max(1, changes), using: &self) where !message.isEmpty {
            let index = Int.random(in: message.indices, using: &self)
            let byte = UInt8.random(in: 0...255, using: &self)
            switch Int.random(in: 0..<4, using: &self) {
            case 0: message[index] = byte
            case 1: message.remove(at: index)
            case 2: message.insert(message[index], at: index)
            default: message.insert(byte, at: index)
            }
        }
        return message
    }
}
