namespace EntraAppCmdlets;

/// <summary>Whose accounts may sign in to an app: the portal's "Supported account types".</summary>
/// <remarks>The names are the values of <c>signInAudience</c> in Microsoft Graph.</remarks>
public enum AppSignInAudience
{
    /// <summary>Accounts in this organizational directory only (single tenant).</summary>
    AzureADMyOrg,

    /// <summary>Accounts in any organizational directory (multitenant).</summary>
    AzureADMultipleOrgs,

    /// <summary>Accounts in any organizational directory and personal Microsoft accounts.</summary>
    AzureADandPersonalMicrosoftAccount,

    /// <summary>Personal Microsoft accounts only.</summary>
    PersonalMicrosoftAccount,
}
