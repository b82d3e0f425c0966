import Calls
import HTTP
import JSONWire

/// The routes as an OpenAPI document (3.1.1).
struct OpenAPIDocument {
    let version: String
    let routes: [Router.Route]

    var json: JSONValue {
        [
            "openapi": "3.1.1",
            "info": [
                "title": "voicebridge", "version": .string(version),
                "description": "Phone calls between people and voice agents: agents, leads, calls and their logs.",
            ],
            "servers": [["url": "/"]],
            "tags": .array(APIOperation.Tag.allCases.map { ["name": .string($0.rawValue)] }),
            "paths": .object(paths),
            "components": ["schemas": .object(schemas), "securitySchemes": Self.securitySchemes],
        ]
    }

    private var paths: [String: JSONValue] {
        var paths: [String: [String: JSONValue]] = [:]
        for route in routes {
            paths[route.template, default: [:]][route.method.rawValue.lowercased()] = operation(route)
        }
        return paths.mapValues(JSONValue.object)
    }

    private var schemas: [String: JSONValue] {
        let used = routes.flatMap { route in
            route.operation.answers.flatMap(\.content.values) + [route.operation.body?.schema].compactMap(\.self)
        }
        return (used + [ErrorView.schema]).reduce(into: [:]) { $0.merge($1.named) { one, _ in one } }
    }

    private static let securitySchemes: JSONValue = [
        "key": [
            "type": "http", "scheme": "bearer",
            "description": "A key made with 'voicebridge keys create', or VOICEBRIDGE_API_KEY.",
        ],
        "twilioSignature": [
            "type": "apiKey", "in": "header", "name": "X-Twilio-Signature",
            "description": "Twilio's HMAC of the public URL and the form.",
        ],
        "elevenLabsSignature": [
            "type": "apiKey", "in": "header", "name": "ElevenLabs-Signature",
            "description": "ElevenLabs' time and HMAC of the body.",
        ],
    ]

    private func operation(_ route: Router.Route) -> JSONValue {
        let operation = route.operation
        var json: [String: JSONValue] = [
            "operationId": .string(operation.id), "summary": .string(operation.summary),
            "tags": [.string(operation.tag.rawValue)], "responses": .object(responses(route)),
            "security": security(route.access),
        ]
        let about = [operation.about, scope(route.access)].filter { !$0.isEmpty }.joined(separator: " ")
        if !about.isEmpty { json["description"] = .string(about) }
        if !operation.parameters.isEmpty { json["parameters"] = .array(operation.parameters.map(\.json)) }
        if let body = operation.body { json["requestBody"] = body.json }
        return .object(json)
    }

    private func security(_ access: Router.Access) -> JSONValue {
        switch access {
        case .anyone: []
        // OpenAPI 3.1 lets a scheme of any kind say which roles are needed.
        case .scope(let scope): [["key": [.string(scope.rawValue)]]]
        case .twilio: [["twilioSignature": []]]
        case .elevenLabs: [["elevenLabsSignature": []]]
        }
    }

    private func scope(_ access: Router.Access) -> String {
        switch access {
        case .anyone, .twilio, .elevenLabs: ""
        case .scope(let scope): "Needs a key with the scope '\(scope.rawValue)'."
        }
    }

    private func responses(_ route: Router.Route) -> [String: JSONValue] {
        var responses: [String: JSONValue] = [:]
        for answer in route.operation.answers { responses["\(answer.status.code)"] = answer.json }
        for (status, errors) in Dictionary(grouping: route.errors, by: \.status) {
            // A status that an endpoint gives a meaning of its own keeps it.
            if responses["\(status.code)"] == nil { responses["\(status.code)"] = ErrorView.response(errors) }
        }
        return responses
    }
}

extension Router.Route {
    /// The path as OpenAPI writes it: `/api/agents/{id}`.
    fileprivate var template: String {
        "/" + segments.map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : $0 }.joined(separator: "/")
    }

    /// All that can be refused here, each kind once.
    fileprivate var errors: [APIError] {
        var errors = operation.errors + [.malformedTarget]
        switch access {
        case .anyone, .elevenLabs: break
        case .scope(let scope):
            let wait = Duration.seconds(1)
            errors += [
                .unauthorized, .missingScope(scope), .localOnly, .tooManyRequests(wait), .tooManyFailures(wait),
                .storeUnavailable,
            ]
        case .twilio:
            errors += [.signature("it is missing"), .twilioNotConfigured, .storeUnavailable, .malformedForm]
        }
        if case .scope = access, operation.parameters.contains(where: { $0.place == .query }) {
            errors.append(.invalidValue("limit", "must be a whole number from 1 to 100."))
        }
        switch operation.body?.mediaType {
        case "application/json":
            errors += [
                .malformedJSON("it is not UTF-8."), .invalidField("name", "must be a string."), .unsupportedMediaType,
                .missing("name"), .fieldTooLong("name", limit: 512), .bodyTooLarge,
            ]
        case nil: break
        case .some: errors.append(.bodyTooLarge)
        }
        var seen: Set<String> = []
        return errors.filter { seen.insert("\($0.status.code) \($0.code)").inserted }
    }
}

extension APIOperation.Parameter {
    fileprivate var json: JSONValue {
        var json: [String: JSONValue] = [
            "name": .string(name), "in": .string(place.rawValue), "description": .string(about),
            "required": .boolean(place == .path), "schema": schema.json,
        ]
        // A form that is sent with a field left blank says nothing of it.
        if place == .query { json["allowEmptyValue"] = true }
        return .object(json)
    }
}

extension APIOperation.Body {
    fileprivate var json: JSONValue {
        var content: [String: JSONValue] = ["schema": schema.json]
        if !examples.isEmpty { content["examples"] = .object(examples.mapValues { ["value": $0] }) }
        if !partTypes.isEmpty {
            content["encoding"] = .object(partTypes.mapValues { ["contentType": .string($0)] })
        }
        return ["required": .boolean(isRequired), "content": .object([mediaType: .object(content)])]
    }
}

extension APIOperation.Answer {
    fileprivate var json: JSONValue {
        var json: [String: JSONValue] = ["description": .string(about)]
        if !content.isEmpty { json["content"] = .object(content.mapValues { ["schema": $0.json] }) }
        if !headers.isEmpty {
            json["headers"] = .object(
                headers.mapValues { ["description": .string($0), "schema": Schema.string.json] })
        }
        if !links.isEmpty {
            json["links"] = .object(
                Dictionary(
                    links.map { link in
                        (
                            link.operation,
                            [
                                "operationId": .string(link.operation),
                                "parameters": .object([link.parameter: .string(link.value)]),
                            ] as JSONValue
                        )
                    }
                ) { $1 })
        }
        return .object(json)
    }
}
