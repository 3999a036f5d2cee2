using System.Management.Automation;

namespace EntraAppCmdlets;

/// <summary>Takes an object of the module that came out of a job, another session or a file of Export-Clixml.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FromDeserializedAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => Deserialized.Read(inputData) ?? inputData;
}
