/// Writes frames: a header, the payload, and for a client the mask over it. Everything is sent unfragmented.
struct FrameEncoder: ~Copyable {
    /// A client masks what it sends, a server must not (RFC 6455, 5.1).
    private let masks: Bool
    private var maskingKeys: MaskingKeySource

    init(masks: Bool, maskingKeys: consuming MaskingKeySource) {
        self.masks = masks
        self.maskingKeys = maskingKeys
    }

    /// Gives back what is kept for frames to come.
    mutating func giveBackMemory() { maskingKeys.giveBackMemory() }

    /// Appends a whole frame.
    mutating func append(_ opcode: Opcode, _ payload: Span<UInt8>, to output: inout [UInt8]) {
        let key = masks ? maskingKeys.next() : nil
        let start = output.count
        let header = FrameHeaderBytes(opcode, payloadLength: payload.count, maskingKey: key)
        output.append(addingCapacity: FrameHeaderBytes.room + payload.count) { span in
            span.withUnsafeMutableBufferPointer { memory, initializedCount in
                let memory = UnsafeMutableRawBufferPointer(memory)
                header.write(to: memory)
                payload.withUnsafeBytes {
                    UnsafeMutableRawBufferPointer(rebasing: memory[header.byteCount...]).copyMemory(from: $0)
                }
                initializedCount = header.byteCount + payload.count
            }
        }
        key?.apply(to: &output, start + header.byteCount..<output.count)
    }

    /// Leaves room for the header of a frame whose payload is appended next; then call `finish`.
    ///
    /// The room is that of a payload of 126 to 65 535 bytes, as nearly every media message is.
    func begin(in output: inout [UInt8]) -> FrameStart {
        let start = FrameStart(offset: output.count, room: masks ? 8 : 4)
        output.append(addingCapacity: start.room) { $0.append(repeating: 0, count: start.room) }
        return start
    }

    /// Writes the header of the frame whose payload stands behind `start` up to the end, and masks the payload there. A
    /// payload of another size than `begin` expected is moved once.
    mutating func finish(
        _ opcode: Opcode, isCompressed: Bool = false, _ start: FrameStart, in output: inout [UInt8]
    ) {
        let payloadStart = start.offset + start.room
        precondition(output.count >= payloadStart, "a payload is appended, what stood before it is not touched")
        let key = masks ? maskingKeys.next() : nil
        let header = FrameHeaderBytes(
            opcode, isCompressed: isCompressed, payloadLength: output.count - payloadStart, maskingKey: key)
        resize(start, to: header.byteCount, in: &output)
        header.write(over: &output, at: start.offset)
        key?.apply(to: &output, start.offset + header.byteCount..<output.count)
    }

    private func resize(_ start: FrameStart, to byteCount: Int, in output: inout [UInt8]) {
        if byteCount < start.room {
            output.removeSubrange(start.offset + byteCount..<start.offset + start.room)
        } else if byteCount > start.room {
            output.insert(
                contentsOf: repeatElement(0, count: byteCount - start.room), at: start.offset + start.room)
        }
    }
}

/// Where a frame begins whose payload is being appended.
struct FrameStart {
    /// The index of the header's first byte.
    let offset: Int
    /// What was left for the header, in bytes.
    let room: Int
}
