namespace EntraAppCmdlets.Sandbox.Schema;

/// <summary>The kinds of value that a property of the service holds.</summary>
internal enum PropertyKind
{
    Text,
    Boolean,
    Integer,
    Guid,
    Instant,
    Binary,
    Complex,
}
