extension WebSocketError {
    /// A name for counters and logs; it carries nothing that a peer sent.
    public var kind: String {
        switch self {
        case .reservedBitsSet: "reserved_bits_set"
        case .reservedOpcode: "reserved_opcode"
        case .frameNotMasked: "frame_not_masked"
        case .frameMasked: "frame_masked"
        case .fragmentedControlFrame: "fragmented_control_frame"
        case .controlFrameTooLong: "control_frame_too_long"
        case .invalidCompression: "invalid_compression"
        case .lengthNotMinimal: "length_not_minimal"
        case .lengthTooLarge: "length_too_large"
        case .continuationWithoutMessage: "continuation_without_message"
        case .messageInsideMessage: "message_inside_message"
        case .messageTooLarge: "message_too_large"
        case .invalidUTF8: "invalid_utf8"
        case .closePayloadTooShort: "close_payload_too_short"
        case .invalidCloseCode: "invalid_close_code"
        case .tooManyControlFrames: "too_many_control_frames"
        }
    }
}
