using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.Graph;

/// <summary>The service's refusals, in its own words.</summary>
internal static class GraphErrors
{
    // The gateway reports a malformed request ("BadRequest"), the directory reports wrong content ("Request_BadRequest").
    public static GraphException BadRequest(string message) => new(400, "BadRequest", message);

    public static GraphException Refused(string message, params ErrorDetail[] details) => new(400, "Request_BadRequest", message, details);

    public static GraphException UnsupportedQuery(string message) => new(400, "Request_UnsupportedQuery", message);

    public static GraphException MalformedJson() =>
        BadRequest("Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.");

    public static GraphException EmptyBody() =>
        Refused("An unexpected 'EndOfInput' node was found when reading from the JSON reader. A 'StartObject' node was expected.");

    public static GraphException UnexpectedNode(string found, string expected) =>
        BadRequest($"An unexpected '{found}' node was found when reading from the JSON reader. A '{expected}' node was expected.");

    public static GraphException WrongType(Property property, string node) =>
        node == "PrimitiveValue"
            ? BadRequest($"Cannot convert the given value of property '{property.Name}' to the expected type '{property.EdmName}'.")
            : UnexpectedNode(node, "PrimitiveValue");

    public static GraphException NullValue(Property property) =>
        BadRequest(
            $"A null value was found for the property named '{property.Name}', which has the expected type '{property.EdmName}[Nullable=False]'. "
                + $"The expected type '{property.EdmName}[Nullable=False]' does not allow null values."
        );

    public static GraphException InvalidProperty(string name) => Refused($"Invalid property '{name}'.");

    public static GraphException UnknownProperty(string name, StructuredType type) =>
        BadRequest(
            $"The property '{name}' does not exist on type '{type.FullName}'. Make sure to only use property names that are defined by the type."
        );

    public static GraphException MissingProperty(string name, StructuredType type) =>
        Refused(
            $"A value is required for property '{name}' of resource '{type.DirectoryName}'.",
            new ErrorDetail("MissingValue", $"A value is required for property '{name}' of resource '{type.DirectoryName}'.", name)
        );

    public static GraphException ReadOnly(Property property, StructuredType type) =>
        Refused(
            $"Property '{property.Name}' is read-only and cannot be set.",
            new ErrorDetail(
                "PropertyReadOnly",
                $"Property '{property.Name}' of resource '{type.DirectoryName}' is read-only and cannot be set.",
                property.Name
            )
        );

    public static GraphException InvalidValue(string property, StructuredType type) =>
        Refused(
            $"Invalid value specified for property '{property}' of resource '{type.DirectoryName}'.",
            new ErrorDetail(
                "InvalidValue",
                $"Invalid value specified for property '{property}' of resource '{type.DirectoryName}'.",
                property
            )
        );

    public static GraphException TooLong(string property, StructuredType type, int limit) =>
        Refused(
            $"The specified value of property '{property}' of resource '{type.DirectoryName}' exceeds the maximum length of {limit} characters.",
            new ErrorDetail("InvalidLength", $"Property '{property}' takes at most {limit} characters.", property)
        );

    public static GraphException SizeExceeded(string property, int found, int limit) =>
        new(
            403,
            "Directory_ResourceSizeExceeded",
            $"The size of the object has exceeded its limit: property '{property}' would hold {found} values where {limit} are allowed. Please reduce the number of values and retry your request."
        );

    public static GraphException NotFound(string id) =>
        new(
            404,
            "Request_ResourceNotFound",
            $"Resource '{id}' does not exist or one of its queried reference-property objects are not present."
        );

    public static GraphException InvalidId(string id) => Refused($"Invalid object identifier '{id}'.");

    public static GraphException UnknownSegment(string segment) => BadRequest($"Resource not found for the segment '{segment}'.");

    public static GraphException MethodNotAllowed() =>
        new(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.");

    public static GraphException OtherTenant(string id) =>
        new(403, "Authorization_RequestDenied", $"Access to the resources of the tenant '{id}' is denied: the token is of another one.");

    public static GraphException Denied() => new(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");

    public static GraphException AlreadyExists(string property) =>
        Refused(
            $"Another object with the same value for property {property} already exists.",
            new ErrorDetail("ObjectConflict", $"Another object with the same value for property {property} already exists.", property)
        );

    public static GraphException Conflict() =>
        Refused(
            "A conflicting object with one or more of the specified property values is present in the directory.",
            new ErrorDetail(
                "ConflictingObjects",
                "A conflicting object with one or more of the specified property values is present in the directory.",
                "conflictingObjects"
            )
        );

    public static GraphException SameKey(string message) => new(409, "Request_MultipleObjectsWithSameKeyValue", message);

    public static GraphException LinkExists(string property) =>
        Refused($"One or more added object references already exist for the following modified properties: '{property}'.");

    public static GraphException LinkMissing(string property) =>
        new(
            404,
            "Request_ResourceNotFound",
            $"One or more removed object references do not exist for the following modified properties: '{property}'."
        );

    public static GraphException NotAReference() => Refused("Not a valid reference update.");

    public static GraphException Unauthenticated(string message) =>
        new(401, "InvalidAuthenticationToken", message)
        {
            WwwAuthenticate =
                "Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\", client_id=\"00000003-0000-0000-c000-000000000000\"",
        };

    public static GraphException Throttled(TimeSpan retryAfter) =>
        new(429, "TooManyRequests", "Too many requests. Please try again later.") { RetryAfter = retryAfter };

    public static GraphException BodyTooLarge(int limit) =>
        new(413, "RequestEntityTooLarge", $"The request body is larger than the {limit} bytes that the service accepts.");
}
