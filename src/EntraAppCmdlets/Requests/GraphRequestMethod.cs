namespace EntraAppCmdlets;

/// <summary>The HTTP methods of Microsoft Graph.</summary>
public enum GraphRequestMethod
{
    /// <summary>Reads.</summary>
    GET,

    /// <summary>Creates, or calls an action.</summary>
    POST,

    /// <summary>Changes properties.</summary>
    PATCH,

    /// <summary>Replaces.</summary>
    PUT,

    /// <summary>Deletes.</summary>
    DELETE,
}

/// <summary>The forms in which an answer is written.</summary>
public enum GraphResponseType
{
    /// <summary>Objects with the properties of the answer.</summary>
    PSObject,

    /// <summary>The text of the answer.</summary>
    Json,
}
