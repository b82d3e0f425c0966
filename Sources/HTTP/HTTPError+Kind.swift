extension HTTPError {
    /// A name for counters and logs; it carries nothing that a peer sent.
    public var kind: String {
        switch self {
        case .malformedRequestLine: "malformed_request_line"
        case .malformedStatusLine: "malformed_status_line"
        case .malformedTarget: "malformed_target"
        case .unsupportedMethod: "unsupported_method"
        case .unsupportedVersion: "unsupported_version"
        case .nulByte: "nul_byte"
        case .bareCarriageReturn: "bare_carriage_return"
        case .bareLineFeed: "bare_line_feed"
        case .foldedField: "folded_field"
        case .spaceBeforeColon: "space_before_colon"
        case .malformedFieldName: "malformed_field_name"
        case .malformedFieldValue: "malformed_field_value"
        case .missingHost: "missing_host"
        case .repeatedHost: "repeated_host"
        case .malformedHost: "malformed_host"
        case .repeatedContentLength: "repeated_content_length"
        case .malformedContentLength: "malformed_content_length"
        case .ambiguousLength: "ambiguous_length"
        case .transferEncodingInHTTP10: "transfer_encoding_in_http_1_0"
        case .malformedTransferEncoding: "malformed_transfer_encoding"
        case .unsupportedTransferCoding: "unsupported_transfer_coding"
        case .unsupportedExpectation: "unsupported_expectation"
        case .malformedChunkSize: "malformed_chunk_size"
        case .malformedChunkEnd: "malformed_chunk_end"
        case .startLineTooLong: "start_line_too_long"
        case .fieldTooLong: "field_too_long"
        case .fieldSectionTooLong: "field_section_too_long"
        case .tooManyFields: "too_many_fields"
        case .chunkOverheadTooLong: "chunk_overhead_too_long"
        case .bodyTooLarge: "body_too_large"
        case .tooManyInterimResponses: "too_many_interim_responses"
        case .endedEarly: "ended_early"
        }
    }
}
