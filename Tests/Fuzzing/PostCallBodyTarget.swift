import ElevenLabs
import Foundation
import JSONWire

extension FuzzTarget {
    /// Bodies of post-call webhooks, whose sound is cut out. The first byte chooses: 1 a limit of 16 bytes.
    static let postCallBody = FuzzTarget("post-call-body", upTo: 512) { bytes throws(FuzzFinding) in
        let input = FuzzInput(bytes)
        let limit = input.chooses(0) ? 16 : 1024
        let whole = left(of: [input.bytes], limit)
        let pieces = left(of: input.pieces, limit)
        try demandSame(whole.isTooLong, pieces.isTooLong, "pieces change nothing")
        try demandSame(whole.bytes, pieces.bytes, "pieces change nothing")
        try demand(whole.bytes.count <= (whole.isTooLong ? 0 : limit), "no more is held than allowed")
        try demand(whole.isTooLong || whole.bytes.count <= input.bytes.count, "no more is left than was sent")
        let isLeftAsJSON = whole.isTooLong || isJSON(whole.bytes) || !isJSON(input.bytes)
        try demand(isLeftAsJSON, "JSON stays JSON: \(String(decoding: whole.bytes, as: UTF8.self))")
        guard !whole.isTooLong else { return }
        try demandSame(left(of: [whole.bytes], limit).bytes, whole.bytes, "nothing is left to cut")
    }

    private static func left(of pieces: [[UInt8]], _ limit: Int) -> PostCallBody {
        var body = PostCallBody(limit: limit)
        for piece in pieces { body.receive(piece) }
        return body
    }

    private static func isJSON(_ bytes: [UInt8]) -> Bool {
        (try? JSONDecoder().decode(JSONValue.self, from: Data(bytes))) != nil
    }
}
