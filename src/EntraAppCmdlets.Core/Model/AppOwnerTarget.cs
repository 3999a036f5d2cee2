namespace EntraAppCmdlets;

/// <summary>Which of an app's two objects is meant.</summary>
[Flags]
public enum AppOwnerTarget
{
    /// <summary>The application object (the portal's "App registrations").</summary>
    Application = 1,

    /// <summary>The service principal (the portal's "Enterprise applications").</summary>
    ServicePrincipal = 2,

    /// <summary>Both.</summary>
    Both = Application | ServicePrincipal,
}
