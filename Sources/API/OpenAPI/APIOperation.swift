import HTTP
import JSONWire

/// What an endpoint takes and answers, in OpenAPI's terms. The route adds its method, its path and who may use it, and what
/// follows from those is added to the answers: see `OpenAPIDocument`.
struct APIOperation: Sendable {
    /// What operations are grouped by.
    enum Tag: String, CaseIterable, Sendable {
        case agents
        case leads
        case calls
        case jobs
        case analytics
        case webhooks
        case system
    }

    /// Something in the path, the query or the headers.
    struct Parameter: Sendable {
        enum Place: String, Sendable {
            case path
            case query
            case header
        }

        let place: Place
        let name: String
        let schema: Schema
        let about: String

        init(_ place: Place, _ name: String, _ schema: Schema, _ about: String) {
            self.place = place
            self.name = name
            self.schema = schema
            self.about = about
        }
    }

    /// What is sent.
    struct Body: Sendable {
        let mediaType: String
        let schema: Schema
        /// By a name for each.
        let examples: [String: JSONValue]
        /// Whether it has to be there.
        var isRequired = true
        /// What a form's parts are, by their names, where their schema does not say it.
        var partTypes: [String: String] = [:]

        static func json(_ schema: Schema, examples: [String: JSONValue], isRequired: Bool = true) -> Body {
            Body(mediaType: "application/json", schema: schema, examples: examples, isRequired: isRequired)
        }

        static func multipart(_ schema: Schema, partTypes: [String: String]) -> Body {
            Body(mediaType: "multipart/form-data", schema: schema, examples: [:], partTypes: partTypes)
        }

        static func form(_ schema: Schema, examples: [String: JSONValue]) -> Body {
            Body(mediaType: "application/x-www-form-urlencoded", schema: schema, examples: examples)
        }
    }

    /// Where an answer's member leads: the operation, its parameter, and where the value is found.
    struct Link: Sendable {
        let operation: String
        let parameter: String
        /// For example `$response.body#/agent/_id`.
        let value: String
    }

    /// An answer that is no error.
    struct Answer: Sendable {
        let status: HTTPStatus
        let about: String
        /// By media type; none where there is no body.
        var content: [String: Schema] = [:]
        /// Headers that say something of this very answer, and what.
        var headers: [String: String] = [:]
        var links: [Link] = []

        /// A 200 in JSON.
        static func json(
            _ type: any Described.Type, _ about: String, headers: [String: String] = [:], links: [Link] = []
        ) -> Answer {
            json(.ok, type, about, headers: headers, links: links)
        }

        static func json(
            _ status: HTTPStatus, _ type: any Described.Type, _ about: String, headers: [String: String] = [:],
            links: [Link] = []
        ) -> Answer {
            Answer(
                status: status, about: about, content: ["application/json": type.schema], headers: headers,
                links: links)
        }
    }

    /// Its name for programs.
    let id: String
    let tag: Tag
    /// What it is for, in a few words.
    let summary: String
    /// What else is to be known.
    var about = ""
    var parameters: [Parameter] = []
    var body: Body?
    let answers: [Answer]
    /// What it refuses, beside what follows from its access, its parameters and its body.
    var errors: [APIError] = []
}
