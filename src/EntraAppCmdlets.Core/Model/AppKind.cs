namespace EntraAppCmdlets;

/// <summary>What an app is in this tenant. The portal shows the first in App registrations, and the others in Enterprise applications.</summary>
public enum AppKind
{
    /// <summary>An app registration of this tenant.</summary>
    Registration,

    /// <summary>An enterprise application whose registration is in another tenant, its vendor's.</summary>
    Enterprise,

    /// <summary>The managed identity of an Azure resource.</summary>
    ManagedIdentity,

    /// <summary>An enterprise application of Microsoft itself: its APIs, portals and tools.</summary>
    Microsoft,

    /// <summary>All of these.</summary>
    All,
}
