using System.Management.Automation;

namespace EntraAppCmdlets;

/// <summary>Takes the words of vendors' guides and of the portal for the values of Microsoft Graph: SingleTenant for AzureADMyOrg.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AccountTypesAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is string text
            ? text.Trim().ToUpperInvariant() switch
            {
                "SINGLETENANT" => AppSignInAudience.AzureADMyOrg,
                "MULTITENANT" => AppSignInAudience.AzureADMultipleOrgs,
                "MULTITENANTANDPERSONAL" => AppSignInAudience.AzureADandPersonalMicrosoftAccount,
                "PERSONAL" => AppSignInAudience.PersonalMicrosoftAccount,
                _ => inputData,
            }
            : inputData;
}
