namespace EntraAppCmdlets.Sandbox.Schema;

/// <summary>What the service lets its clients do with a property.</summary>
[Flags]
internal enum Traits
{
    None = 0,

    /// <summary>Only the service sets it: naming it in a request is refused.</summary>
    ReadOnly = 1,

    /// <summary>Given on creation and never changed after that.</summary>
    WriteOnce = 2,

    /// <summary>Returned only when <c>$select</c> names it.</summary>
    OnSelect = 4,

    /// <summary>Sent back by clients that repeat what they have read: read over without an error.</summary>
    Ignored = 8,

    /// <summary>May be null; a boolean, a number or a collection without it has a default instead.</summary>
    Nullable = 16,

    /// <summary><c>$filter</c> with <c>eq</c> and <c>in</c>.</summary>
    FilterEquals = 32,

    /// <summary><c>$filter</c> with <c>startswith</c> as well.</summary>
    FilterStarts = 64 | FilterEquals,

    /// <summary><c>$filter</c> with <c>ge</c>, <c>le</c>, <c>gt</c>, <c>lt</c>.</summary>
    FilterRange = 128 | FilterEquals,

    /// <summary><c>$filter</c> on it always needs the advanced query parameters.</summary>
    FilterAdvanced = 256,

    /// <summary><c>$orderby</c>.</summary>
    Sort = 512,

    /// <summary><c>$orderby</c>, but only with the advanced query parameters.</summary>
    SortAdvanced = 8192 | Sort,

    /// <summary><c>$search</c>.</summary>
    Search = 1024,

    /// <summary>Must be there on creation.</summary>
    Required = 2048,

    /// <summary>Belongs to the tenant's own books: kept in its file, never shown or accepted.</summary>
    Internal = 4096,
}
