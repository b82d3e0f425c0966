import HTTP
import Transport

/// What `POST /api/call-initiation/bulk-upload` is sent: a file and the agent's name. Read piece by piece, so that the file
/// is in memory once.
struct BulkUploadForm {
    /// 5 MiB.
    static let fileLimit = 5 << 20
    /// The file and what a form has around it.
    static let bodyLimit = fileLimit + 64 << 10
    private static let textLimit = 256

    private(set) var file: [UInt8] = []
    private(set) var agentID = ""
    private var hasFile = false

    init(_ body: HTTPBodyStream, contentType: String?) async throws(APIError) {
        do throws(MultipartError) {
            var parser = try MultipartParser(contentType: contentType)
            var field: String?
            var pieces = body.makeAsyncIterator()
            while true {
                while let event = try parser.next() {
                    try takeEvent(event, &field)
                }
                if isRefused { break }
                guard let piece = try await nextPiece(&pieces) else {
                    parser.receiveEnd()
                    while let event = try parser.next() { try takeEvent(event, &field) }
                    break
                }
                parser.receive(piece.span)
            }
        } catch {
            throw refusal ?? APIError(error.status, error.kind, "\(error)", field: error == .notFormData ? nil : "file")
        }
        if let refusal { throw refusal }
        guard hasFile else { throw .missing("file") }
    }

    /// Why the form is refused, apart from how it is written.
    private var refusal: APIError?
    private var isRefused: Bool { refusal != nil }

    private mutating func nextPiece(
        _ pieces: inout HTTPBodyStream.AsyncIterator
    ) async throws(MultipartError) -> [UInt8]? {
        do throws(HTTPBodyError) {
            return try await pieces.next()
        } catch {
            throw .endedEarly
        }
    }

    private mutating func takeEvent(_ event: MultipartEvent, _ field: inout String?) throws(MultipartError) {
        switch event {
        case .partBegan(let part):
            field = part.name
            guard part.name == "file" else { return }
            if hasFile { refusal = .repeatedFile }
            hasFile = true
        case .partContinued(let bytes):
            switch field {
            case "file":
                guard file.count + bytes.count <= Self.fileLimit else { return refusal = .fileTooLarge }
                if file.isEmpty { file.reserveCapacity(max(bytes.count, 1 << 20)) }
                file += bytes
            case "agentId":
                agentID += String(decoding: bytes, as: UTF8.self)
                if agentID.utf8.count > Self.textLimit { refusal = .fieldTooLong("agentId", limit: Self.textLimit) }
            case _: break
            }
        case .partEnded: field = nil
        case .ended: break
        }
    }
}

extension APIError {
    static let fileTooLarge = APIError(
        .contentTooLarge, "file_too_large",
        "'file' may have 5 MB (\(BulkUploadForm.fileLimit) bytes) at most: split the list.", field: "file")

    static let repeatedFile = APIError(
        .unprocessableContent, "repeated_file", "The form has two parts named 'file': send one list at a time.",
        field: "file")
}
