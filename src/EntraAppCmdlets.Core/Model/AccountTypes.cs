namespace EntraAppCmdlets.Model;

/// <summary>What the account types of an app mean.</summary>
internal static class AccountTypes
{
    /// <summary>Whether people sign in with accounts that no organization manages.</summary>
    public static bool AllowsPersonalAccounts(AppSignInAudience? audience) =>
        audience is AppSignInAudience.AzureADandPersonalMicrosoftAccount or AppSignInAudience.PersonalMicrosoftAccount;
}
