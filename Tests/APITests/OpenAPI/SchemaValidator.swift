import Foundation
import JSONWire

@testable import API

/// Holds values against JSON Schemas, more strictly than the standard: a member that no `properties` names is an error, and
/// so is a keyword that is not known here, which the standard would pass over.
struct SchemaValidator {
    private static let annotations: Set = ["description", "required", "propertyNames"]

    /// What `$ref` refers to, by name.
    let schemas: [String: JSONValue]

    /// What is wrong with a value, each with its place.
    func problems(_ value: JSONValue, _ schema: JSONValue, at place: String = "") -> [String] {
        guard case .object(let keywords) = schema else { return ["\(place): \(schema) is no schema"] }
        return keywords.sorted { $0.key < $1.key }.flatMap { keyword, rule in
            check(value, keyword, rule, keywords, at: place)
        }
    }

    private func check(
        _ value: JSONValue, _ keyword: String, _ rule: JSONValue, _ keywords: [String: JSONValue], at place: String
    ) -> [String] {
        switch (keyword, rule, value) {
        case ("$ref", .string(let reference), _):
            guard let schema = schemas[reference.replacing("#/components/schemas/", with: "")] else {
                return ["\(place): nothing is called \(reference)"]
            }
            return problems(value, schema, at: place)
        case ("type", .string(let type), _):
            return self.type(of: value, is: type) ? [] : ["\(place): \(value) is no \(type)"]
        case ("type", .array(let types), _):
            let fits = types.contains {
                if case .string(let type) = $0 { self.type(of: value, is: type) } else { false }
            }
            return fits ? [] : ["\(place): \(value) is none of \(types)"]
        case ("const", _, _):
            return value == rule ? [] : ["\(place): \(value) is not \(rule)"]
        case ("enum", .array(let values), _):
            return values.contains(value) ? [] : ["\(place): \(value) is not one of \(values)"]
        case ("anyOf", .array(let schemas), _):
            let found = schemas.map { problems(value, $0, at: place) }
            return found.contains([]) ? [] : found.flatMap(\.self)
        case ("properties", .object(let properties), .object(let members)):
            return self.members(members, properties, keywords, at: place)
        case ("additionalProperties", _, .object(let members)) where keywords["properties"] == nil:
            return members.flatMap { problems($1, rule, at: "\(place)/\($0)") }
        case ("items", _, .array(let elements)):
            return elements.enumerated().flatMap { problems($1, rule, at: "\(place)/\($0)") }
        case ("pattern", .string(let pattern), .string(let text)):
            guard let regex = try? Regex(pattern) else { return ["\(place): \(pattern) is no pattern"] }
            return text.contains(regex) ? [] : ["\(place): '\(text)' is not \(pattern)"]
        case ("format", "date-time", .string(let text)):
            let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
            return (try? style.parse(text)) != nil && text.hasSuffix("Z") ? [] : ["\(place): '\(text)' is no time"]
        case ("minimum", .integer(let least), .integer(let number)):
            return number >= least ? [] : ["\(place): \(number) is less than \(least)"]
        case ("maximum", .integer(let most), .integer(let number)):
            return number <= most ? [] : ["\(place): \(number) is more than \(most)"]
        case ("properties", _, _), ("additionalProperties", _, _), ("items", _, _), ("pattern", _, _),
            ("format", "date-time", _), ("minimum", _, _), ("maximum", _, _):
            // Of another type; `type` says whether it may be.
            return []
        default:
            return Self.annotations.contains(keyword) ? [] : ["\(place): the keyword \(keyword) is not known"]
        }
    }

    private func members(
        _ members: [String: JSONValue], _ properties: [String: JSONValue], _ keywords: [String: JSONValue],
        at place: String
    ) -> [String] {
        var problems: [String] = []
        if case .array(let required) = keywords["required"] {
            for case .string(let name) in required where members[name] == nil {
                problems.append("\(place): '\(name)' is missing")
            }
        }
        for (name, value) in members {
            guard let schema = properties[name] else {
                problems.append("\(place): '\(name)' is not described")
                continue
            }
            problems += self.problems(value, schema, at: "\(place)/\(name)")
        }
        return problems
    }

    private func type(of value: JSONValue, is type: String) -> Bool {
        switch value {
        case .null: type == "null"
        case .boolean: type == "boolean"
        case .integer: type == "integer" || type == "number"
        case .number: type == "number"
        case .string: type == "string"
        case .array: type == "array"
        case .object: type == "object"
        }
    }
}
