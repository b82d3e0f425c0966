/// Why a body is not taken as `multipart/form-data`: each case is a fact, and knows its status and what to do about it.
public enum MultipartError: Error, Hashable, Sendable {
    /// The `Content-Type` is another one, or missing.
    case notFormData
    /// The `Content-Type` has no `boundary`, two of them, or one that RFC 2046, 5.1.1 does not allow.
    case malformedBoundary
    /// A boundary is followed by something else than `--`, or white space and a line end.
    case malformedDelimiter
    /// A header line of a part is malformed, or not ended by CRLF.
    case malformedPartHeader
    /// A part has no `Content-Disposition: form-data` with one name, or more than one of them.
    case malformedDisposition
    /// A part has `filename*`, which forms do not (RFC 7578, 4.2).
    case extendedFilename
    /// A part is encoded for mail, as with `base64` (RFC 7578, 4.7).
    case unsupportedTransferEncoding
    /// More parts than are taken.
    case tooManyParts(limit: Int)
    /// The header of a part is longer than is taken.
    case partHeaderTooLong(limit: Int)
    /// The text before the first boundary, behind one, or after the last is longer than is taken.
    case surroundingsTooLong(limit: Int)
    /// The body ends before its last boundary.
    case endedEarly

    /// The status that a request with such a body is answered with.
    public var status: HTTPStatus {
        switch self {
        case .notFormData, .unsupportedTransferEncoding: .unsupportedMediaType
        case .tooManyParts: .unprocessableContent
        case .malformedBoundary, .malformedDelimiter, .malformedPartHeader, .malformedDisposition, .extendedFilename,
            .partHeaderTooLong, .surroundingsTooLong, .endedEarly:
            .badRequest
        }
    }

    /// A word for programs and counters.
    public var kind: String {
        switch self {
        case .notFormData: "not_form_data"
        case .malformedBoundary: "malformed_boundary"
        case .malformedDelimiter: "malformed_delimiter"
        case .malformedPartHeader: "malformed_part_header"
        case .malformedDisposition: "malformed_disposition"
        case .extendedFilename: "extended_filename"
        case .unsupportedTransferEncoding: "unsupported_transfer_encoding"
        case .tooManyParts: "too_many_parts"
        case .partHeaderTooLong: "part_header_too_long"
        case .surroundingsTooLong: "surroundings_too_long"
        case .endedEarly: "form_ended_early"
        }
    }
}

extension MultipartError: CustomStringConvertible {
    /// One sentence for people, with the remedy.
    public var description: String {
        switch self {
        case .notFormData:
            "The body must be a form: send it as multipart/form-data, as 'curl -F file=@leads.csv' does."
        case .malformedBoundary:
            "Content-Type must have one 'boundary' of 1 to 70 letters, digits and '()+_,-./:=?, quoted where it is no"
                + " token; leave the header to your HTTP library."
        case .malformedDelimiter:
            "A boundary is not followed by a line end or '--': choose a boundary that occurs in no part, and end its"
                + " line with CRLF."
        case .malformedPartHeader:
            "A header line of a part is malformed: write 'Name: value', ended by CRLF."
        case .malformedDisposition:
            "Each part needs one header 'Content-Disposition: form-data; name=\"…\"'."
        case .extendedFilename:
            "A part has 'filename*', which forms do not (RFC 7578, 4.2): write the name in 'filename', as UTF-8."
        case .unsupportedTransferEncoding:
            "A part has a Content-Transfer-Encoding: send its bytes as they are, without that header."
        case .tooManyParts(let limit):
            "The form has more than \(limit) parts: send only the fields that are asked for."
        case .partHeaderTooLong(let limit):
            "The header of a part is longer than \(limit) bytes: shorten the file's name."
        case .surroundingsTooLong(let limit):
            "There are more than \(limit) bytes before the first boundary, behind one, or after the last: send nothing"
                + " there, and begin each boundary's line with '--' and the boundary that Content-Type names."
        case .endedEarly:
            "The form ends before its last boundary: the upload was cut short, or the boundary in the body is not the"
                + " one that Content-Type names. Send it again."
        }
    }
}
