import Calls
import Foundation
import TestSupport
import Testing

@testable import API

@Suite("Answers as JSON text") struct JSONOutputTests {
    private struct Everything: Encodable {
        let zeta = "last"
        let _id = 1
        let alpha = [1, -2, Int.max]
        let empty: [Int] = []
        let none: String? = nil
        @OrNull var null: Int?
        @OrNull var there: [Bool]? = [true, false]
        let numbers = [0, 3, 2.5, 0.001, 1e-7, 1e21, -0.4, 61.25]
        let map = ["b": ["y": "1", "x": "2"], "a": [:]]
        let bytes: [UInt8] = [0, 255]
        let text = "\u{0}\u{1F}\"\\/\n\r\t\u{7F}é\u{2028}😀"
        let any = StoredJSON(#"{"z":[1,2.5,null,true,{"k":"v"}],"a":{}}"#)
    }

    @Test("every kind of value is the same to a reader as what JSONEncoder writes")
    func sameAsFoundation() throws {
        let mine = JSONAnswer.text(of: Everything())
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        #expect(try canonical(mine) == canonical(Array(encoder.encode(Everything()))))
    }

    @Test("members come as they are declared, those of dictionaries by their names, without white space")
    func exact() {
        struct Inner: Encodable {
            let b = 2
            let a = "x/y"
        }
        struct Outer: Encodable {
            let z = [Inner(), Inner()]
            let m = Inner()
            let n: Int? = nil
            let a: [Int] = []
            @InOrder var d = ["y": 1, "x": 2, "z": 3]
            let v = StoredJSON(#"{"y":[{"b":1,"a":2}],"x":{}}"#)
        }
        #expect(
            String(decoding: JSONAnswer.text(of: Outer()), as: UTF8.self)
                == #"{"z":[{"b":2,"a":"x/y"},{"b":2,"a":"x/y"}],"m":{"b":2,"a":"x/y"},"a":[],"d":{"x":2,"y":1,"z":3},"#
                + #""v":{"x":{},"y":[{"a":2,"b":1}]}}"#)
        #expect(JSONAnswer.text(of: [String: Int]()) == Array("{}".utf8))
        #expect(JSONAnswer.text(of: "x") == Array(#""x""#.utf8))
        #expect(JSONAnswer.text(of: 3.0) == Array("3".utf8))
    }

    @Test("texts by chance are read back as they were")
    func chance() throws {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<300 {
            let scalars = (0..<Int.random(in: 0...40, using: &random)).compactMap { _ in
                Unicode.Scalar(UInt32.random(in: 0...0x1_FFFF, using: &random))
            }
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars)
            let value = [String(text): String(text)]
            let read = try JSONDecoder().decode([String: String].self, from: Data(JSONAnswer.text(of: value)))
            #expect(read == value, "seed 11")
        }
    }
}
