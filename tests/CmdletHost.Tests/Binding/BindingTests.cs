using CmdletHost.SampleModule;

namespace CmdletHost.Tests.Binding;

public class BindingTests
{
    [Theory]
    [InlineData("Show-Binding a 7", "ByName: Count=7 Name=a")]
    [InlineData("Show-Binding -Count 7 a", "ByName: Count=7 Name=a")]
    [InlineData("Show-Binding -Na a -Rec", "ByName: a  ")]
    [InlineData("Show-Binding a -Recurse:$false", "ByName: Name=a Recurse=False")]
    [InlineData("Show-Binding -SampleId 11111111-1111-1111-1111-111111111111", "ById: Id=11111111-1111-1111-1111-111111111111")]
    [InlineData("binding 007", "ByName: Name=007")]
    [InlineData("$h = @{ Name = 'x'; Count = 2 }; Show-Binding @h -Recurse", "ByName: x  ")]
    [InlineData("$h = @{ Name = 'x' }; Show-Binding @h -Name y", "ByName: Name=y")]
    [InlineData("$a = 'x', 3; Show-Binding @a", "ByName: Count=3 Name=x")]
    public void Arguments_are_bound_by_name_prefix_alias_position_and_splatting(string script, string expected) =>
        Assert.Equal([expected], Sampled.Texts(script));

    [Theory]
    [InlineData("New-Sample s | Show-Binding", "ByObject: InputObject=s")]
    [InlineData("[pscustomobject]@{ Name = 'n' } | Show-Binding", "ByName: Name=n")]
    [InlineData("[pscustomobject]@{ SampleId = '11111111-1111-1111-1111-111111111111' } | Show-Binding", "ById: Id=11111111-1111-1111-1111-111111111111")]
    [InlineData("[pscustomobject]@{ Name = 5 } | Show-Binding -Count 3", "ByObject: Count=3 InputObject=5")]
    public void A_piped_object_is_bound_by_value_and_then_by_property_name(string script, string expected) =>
        Assert.Equal([expected], Sampled.Texts(script));

    [Fact]
    public void What_one_piped_object_bound_is_taken_back_before_the_next()
    {
        var output = Sampled.Texts("[pscustomobject]@{ Name = 'n' }, (New-Sample s), [pscustomobject]@{ Name = 'm' } | Show-Binding -Recurse");

        Assert.Equal(["ByName: n  ", "ByObject:  s 0", "ByName: m  "], output);
    }

    [Theory]
    [InlineData("Show-Binding", "MissingMandatoryParameter,CmdletHost.SampleModule.ShowBindingCommand", "missing mandatory parameters: Name.")]
    [InlineData("Show-Binding -Nope 1", "NamedParameterNotFound,CmdletHost.SampleModule.ShowBindingCommand", "'Nope'")]
    [InlineData("Show-Binding -Re a", "AmbiguousParameter,CmdletHost.SampleModule.ShowBindingCommand", "-Recurse -Reverse")]
    [InlineData("Show-Binding a 1 2", "PositionalParameterNotFound,CmdletHost.SampleModule.ShowBindingCommand", "'2'")]
    [InlineData("Show-Binding a -Count", "MissingArgument,CmdletHost.SampleModule.ShowBindingCommand", "'Count'")]
    [InlineData("Show-Binding -Name a -Name b", "ParameterAlreadyBound,CmdletHost.SampleModule.ShowBindingCommand", "'Name'")]
    [InlineData("Show-Binding -Name a -Id 11111111-1111-1111-1111-111111111111", "AmbiguousParameterSet,CmdletHost.SampleModule.ShowBindingCommand", "Parameter set cannot be resolved")]
    [InlineData("Show-Binding a -Count x", "CannotConvertArgumentNoMessage,CmdletHost.SampleModule.ShowBindingCommand", "Cannot bind parameter 'Count'. Cannot convert value \"x\" to type \"System.Int32\"")]
    [InlineData("Show-Binding a -Count 101", "ParameterArgumentValidationError,CmdletHost.SampleModule.ShowBindingCommand", "greater than the maximum allowed range of 100")]
    [InlineData("Show-Binding ''", "ParameterArgumentValidationErrorEmptyStringNotAllowed,CmdletHost.SampleModule.ShowBindingCommand", "because it is an empty string")]
    [InlineData("Show-Binding $null", "ParameterArgumentValidationErrorNullNotAllowed,CmdletHost.SampleModule.ShowBindingCommand", "")]
    [InlineData("[pscustomobject]@{ Other = 1 } | Show-Binding", "InputObjectNotBound,CmdletHost.SampleModule.ShowBindingCommand", "input object cannot be bound")]
    public void Arguments_that_do_not_fit_are_refused_with_PowerShells_ids(string script, string id, string message)
    {
        var error = Sampled.Error(script);

        Assert.Equal(id, error.FullyQualifiedErrorId);
        Assert.Contains(message, error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_piped_object_that_does_not_fit_is_an_error_of_its_own_and_the_next_goes_on()
    {
        var result = Sampled.Run("[pscustomobject]@{ Other = 1 }, [pscustomobject]@{ Name = 'n' } | Show-Binding");

        Assert.Equal("InputObjectNotBound,CmdletHost.SampleModule.ShowBindingCommand", Assert.Single(result.Errors).FullyQualifiedErrorId);
        Assert.Equal(["ByName: Name=n"], result.Output);
    }

    [Theory]
    [InlineData("-Int 5", "Int Int32 5")]
    [InlineData("-Int '0x1F'", "Int Int32 31")]
    [InlineData("-Int 2.5", "Int Int32 2")]
    [InlineData("-Long 5000000000", "Long Int64 5000000000")]
    [InlineData("-Double '1.5'", "Double Double 1.5")]
    [InlineData("-Bool $true", "Bool Boolean True")]
    [InlineData("-Bool 0", "Bool Boolean False")]
    [InlineData("-Text 1.50", "Text String 1.50")]
    [InlineData("-Texts 1, b", "Texts String[] 1|b")]
    [InlineData("-Ints '1', 2", "Ints Int32[] 1|2")]
    [InlineData("-Ints 4", "Ints Int32[] 4")]
    [InlineData("-Guid '{11111111-1111-1111-1111-111111111111}'", "Guid Guid 11111111-1111-1111-1111-111111111111")]
    [InlineData("-Uri https://a/b?c", "Uri Uri https://a/b?c")]
    [InlineData("-Uri relative", "Uri Uri relative")]
    [InlineData("-Date '2024-03-01'", "Date DateTime 03/01/2024 00:00:00")]
    [InlineData("-Span '01:30'", "Span TimeSpan 01:30:00")]
    [InlineData("-Kind large", "Kind SampleKind Large")]
    [InlineData("-Kind sm", "Kind SampleKind Small")]
    [InlineData("-Kind 2", "Kind SampleKind Large")]
    [InlineData("-Kinds None, Large", "Kinds SampleKind[] None|Large")]
    [InlineData("-Reference abc", "Reference SampleReference abc")]
    [InlineData("-Sign '#7'", "Sign Int32 7")]
    [InlineData("-Colour RED", "Colour String RED")]
    [InlineData("one 2 three", "Rest String[] one|2|three")]
    [InlineData("-Anything @{ a = 1 }", "Anything PSObject System.Collections.Hashtable")]
    public void Values_are_converted_to_the_parameters_type(string arguments, string expected) =>
        Assert.Equal([expected], Sampled.Texts($"Convert-Value {arguments}"));

    [Theory]
    [InlineData("-Bool 'yes'", "CannotConvertArgument")]
    [InlineData("-Text a, b", "CannotConvertArgument")]
    [InlineData("-Kind La", "CannotConvertArgumentNoMessage")]
    [InlineData("-Kind 9", "CannotConvertArgumentNoMessage")]
    [InlineData("-Guid 5", "CannotConvertArgumentNoMessage")]
    [InlineData("-Reference ''", "CannotConvertArgumentNoMessage")]
    [InlineData("-Sign '#x'", "ParameterArgumentTransformationError")]
    [InlineData("-Colour Blue", "ParameterArgumentValidationError")]
    [InlineData("-Short abcde", "ParameterArgumentValidationError")]
    [InlineData("-Pattern b", "ParameterArgumentValidationError")]
    [InlineData("-Few 1, 2, 3", "ParameterArgumentValidationError")]
    [InlineData("-Present $null", "ParameterArgumentValidationError")]
    [InlineData("-Credential bob", "ParameterArgumentTransformationError")]
    public void Values_that_do_not_convert_or_validate_are_refused(string arguments, string id) =>
        Assert.Equal($"{id},CmdletHost.SampleModule.ConvertValueCommand", Sampled.Error($"Convert-Value {arguments}").FullyQualifiedErrorId);

    [Fact]
    public void Parameters_that_a_cmdlet_adds_are_bound_and_validated()
    {
        Assert.Equal(["circle 3"], Sampled.Texts("Select-Shape circle -Radius 3"));
        Assert.Equal(["square -"], Sampled.Texts("Select-Shape square"));
        Assert.StartsWith("NamedParameterNotFound", Sampled.Error("Select-Shape square -Radius 3").FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith("MissingMandatoryParameter", Sampled.Error("Select-Shape circle").FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith("ParameterArgumentValidationError", Sampled.Error("Select-Shape circle -Radius 10").FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_block_for_each_piped_object_is_left_to_PowerShell() =>
        Assert.Contains("-Name", Assert.Single(Sampled.Run("1 | Show-Binding -Name { $_ }").Errors).Exception.Message, StringComparison.Ordinal);

    [Fact]
    public void The_objects_that_cmdlets_write_arrive_as_they_are()
    {
        var sample = Assert.IsType<Sample>(Assert.Single(Sampled.Run("New-Sample x -Kind Large -Tags a, b -Address https://a").Output));

        Assert.Equal(("x", SampleKind.Large, "https://a/"), (sample.Name, sample.Kind, sample.Address!.ToString()));
        Assert.Equal(["a", "b"], sample.Tags);
    }
}
