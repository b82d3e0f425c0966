import Foundation
import JSONWire
import Testing

@testable import API

@Suite("Holding values against schemas") struct SchemaValidatorTests {
    private let validator = SchemaValidator(schemas: ["Id": ["type": "string", "pattern": "^[0-9]+$"]])

    private static let schema: JSONValue = [
        "type": "object", "required": ["id", "name"],
        "properties": [
            "id": ["$ref": "#/components/schemas/Id"], "name": ["type": ["string", "null"]],
            "age": ["type": "integer", "minimum": 0, "maximum": 99], "kind": ["enum": ["a", "b"]],
            "at": ["type": "string", "format": "date-time"], "ok": ["const": true],
            "list": ["type": "array", "items": ["type": "number"]],
            "more": ["anyOf": [["type": "string"], ["type": "null"]]],
            "counts": ["type": "object", "additionalProperties": ["type": "integer"]],
        ],
    ]

    private func problems(_ json: String) throws -> [String] {
        let value = try JSONDecoder().decode(JSONValue.self, from: Data(json.utf8))
        return validator.problems(value, Self.schema)
    }

    @Test("what is as described has no problems")
    func good() throws {
        let json = """
            {"id":"1","name":null,"age":7,"kind":"a","at":"2026-03-16T10:00:00.000Z","ok":true,"list":[1,2.5],
             "more":null,"counts":{"x":1}}
            """
        #expect(try problems(json) == [])
    }

    @Test(
        "everything else has one",
        arguments: [
            (#"{"name":"x"}"#, "'id' is missing"), (#"{"id":"1"}"#, "'name' is missing"),
            (#"{"id":"x","name":"x"}"#, "is not ^[0-9]+$"), (#"{"id":"1","name":1}"#, "is none of"),
            (#"{"id":"1","name":"x","shoe":1}"#, "'shoe' is not described"),
            (#"{"id":"1","name":"x","age":100}"#, "more than 99"), (#"{"id":"1","name":"x","age":-1}"#, "less than 0"),
            (#"{"id":"1","name":"x","age":1.5}"#, "no integer"), (#"{"id":"1","name":"x","kind":"c"}"#, "not one of"),
            (#"{"id":"1","name":"x","at":"today"}"#, "no time"), (#"{"id":"1","name":"x","ok":false}"#, "is not"),
            (#"{"id":"1","name":"x","list":["1"]}"#, "no number"), (#"{"id":"1","name":"x","more":1}"#, "no string"),
            (#"{"id":"1","name":"x","counts":{"x":"1"}}"#, "no integer"), ("[]", "no object"),
        ])
    func bad(json: String, words: String) throws {
        #expect(try problems(json).contains { $0.contains(words) })
    }

    @Test("a keyword that is not known is not passed over")
    func unknown() {
        #expect(validator.problems("x", ["minLength": 5]) == [": the keyword minLength is not known"])
    }
}
